/**
 * Finds what somebody means by a few letters: whole words before their beginnings, these before initials, these before
 * letters inside, and these before letters that only follow one another. Every word that is typed has to be somewhere.
 */

export interface Match {
  /** Higher is better. */
  readonly score: number;
  /** Which characters matched, in order. */
  readonly places: readonly number[];
}

const WORD_START = 90;
const INSIDE = 55;
const INITIALS = 70;
const SCATTERED = 20;

/** null where it does not match; an empty query matches everything equally. */
export function fuzzy(query: string, text: string): Match | null {
  const letters = fold(text);
  const places = new Set<number>();
  let score = 0;
  for (const word of fold(query).join("").split(/\s+/).filter(Boolean)) {
    const found = find([...word], letters);
    if (found === null) return null;
    score += found.score;
    for (const place of found.places) places.add(place);
  }
  return { score: score - letters.length / 100, places: [...places].sort((one, other) => one - other) };
}

/** One folded letter for each character, so that places stay places. */
function fold(text: string): readonly string[] {
  return Array.from(
    text,
    (character) => character.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase() || character,
  );
}

function find(word: readonly string[], letters: readonly string[]): Match | null {
  let best: Match | null = null;
  for (let at = 0; at + word.length <= letters.length; at++) {
    if (!word.every((letter, along) => letters[at + along] === letter)) continue;
    const starts = isStart(letters, at);
    const whole = starts && isStart(letters, at + word.length);
    const score = (starts ? WORD_START : INSIDE) + (whole ? 10 : 0) + (at === 0 ? 5 : 0);
    if (best === null || score > best.score) best = { score, places: word.map((_, along) => at + along) };
  }
  const apart = scattered(word, letters);
  return best !== null && best.score >= (apart?.score ?? 0) ? best : apart;
}

/** Its letters one after the other, at the beginnings of words or beside the one before: `nc` is New chat. */
function scattered(word: readonly string[], letters: readonly string[]): Match | null {
  const places: number[] = [];
  let from = 0;
  for (const letter of word) {
    let at = from;
    while (at < letters.length && !(letters[at] === letter && (at === from || isStart(letters, at)))) at++;
    if (at === letters.length) return null;
    places.push(at);
    from = at + 1;
  }
  const areStarts = word.length > 1 && places.every((at) => isStart(letters, at));
  return { score: areStarts ? INITIALS : SCATTERED, places };
}

function isStart(letters: readonly string[], at: number): boolean {
  return (
    at === 0 || at >= letters.length || !/[\p{L}\p{N}]/u.test(letters[at - 1] ?? "") || !isLetter(letters[at])
  );
}

function isLetter(letter: string | undefined): boolean {
  return letter !== undefined && /[\p{L}\p{N}]/u.test(letter);
}
