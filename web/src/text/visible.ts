/**
 * Makes characters visible that could hide what a command or a path really is: control characters, bidi
 * overrides, zero-width and other invisible ones (promise C11). For approvals; chat text is shown as it is.
 */

// Cc except tab and newline, Cf (bidi controls, zero-width, soft hyphen, tags …), what Unicode says to draw as
// nothing (joiners, variation selectors …), line and paragraph separators, spaces that are not the space, fillers.
const HIDDEN =
  /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2028\u2029\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\u115f\u1160\u3164\uffa0\u2800]/gu;

export interface Piece {
  readonly text: string;
  /** True when `text` is the name of a hidden character, not a part of the original. */
  readonly hidden: boolean;
}

/** The text in pieces; each hidden character becomes a piece like `U+202E`. Joined plain pieces lose nothing else. */
export function revealHidden(text: string): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(HIDDEN)) {
    const character = match[0];
    if (character === "\n" || character === "\t") continue;
    if (match.index > from) pieces.push({ text: text.slice(from, match.index), hidden: false });
    pieces.push({ text: nameOf(character), hidden: true });
    from = match.index + character.length;
  }
  if (from < text.length) pieces.push({ text: text.slice(from), hidden: false });
  return pieces;
}

/** True when a text mixes Latin letters with look-alike alphabets inside one word. */
export function mixesAlphabets(text: string): boolean {
  return (text.match(/\p{L}+/gu) ?? []).some(
    (word) => /\p{Script=Latin}/u.test(word) && /[\p{Script=Cyrillic}\p{Script=Greek}]/u.test(word),
  );
}

function nameOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
}
