/**
 * Where a long paragraph can be cut so that its first part is what it is, whatever follows: behind a space, with no
 * mark before it that text to come could still close. Sure rather than early.
 */
import { AMOUNT } from "./math-rules";
import { type Env, parseInline, parseInlineRaw, type Token } from "./parser";

/** Shorter paragraphs are parsed whole. */
export const LONG = 2_000;
/** So much at the end is never settled. */
const REST = 400;
/** A text that could not be settled for so long is given up. */
const GIVEN_UP = 64_000;
/** How far back a place is looked for. */
const SEARCH = 4_000;

export interface Cut {
  readonly at: number;
  readonly tokens: readonly Token[];
}

export function cutOf(content: string, env: Env): Cut | null {
  if (content.length < LONG || content.length > GIVEN_UP) return null;
  for (const share of [1, 0.5]) {
    const at = wordBefore(content, Math.floor((content.length - REST) * share));
    if (at > REST && isDecided(content.slice(0, at), env))
      return { at, tokens: parseInline(content.slice(0, at), env) };
  }
  return null;
}

/** The last place at or before `limit` where a word begins behind one space, in a line that is no table's head. */
function wordBefore(content: string, limit: number): number {
  for (let at = limit; at > Math.max(0, limit - SEARCH); at--) {
    if (
      content[at - 1] !== " " ||
      !/[\p{L}]/u.test(content[at] ?? "") ||
      !/[\p{L}\p{N}.,;:!?)]/u.test(content[at - 2] ?? "")
    )
      continue;
    const line = content.lastIndexOf("\n", at) + 1;
    if (!content.slice(line, at).includes("|")) return at;
    at = line;
  }
  return 0;
}

/** No mark in the text could still be the beginning of something. */
function isDecided(text: string, env: Env): boolean {
  let isOnLastLine = true; // a formula between dollar signs stands on one
  for (const token of parseInlineRaw(text, env).reverse()) {
    if (/^(soft|hard)break$/.test(token.type)) isOnLastLine = false;
    if (token.type === "text_special" && /^\\[([]$/.test(token.markup)) return false;
    if (token.type === "text" && mayBegin(token.content, isOnLastLine)) return false;
  }
  return true;
}

function mayBegin(words: string, isOnLastLine: boolean): boolean {
  if (/[`[]|\$\$/.test(words)) return true;
  if (/\*(?![\s*])|\*$|~~(?![\s~])|~$/.test(words)) return true;
  if (/(?<![\p{L}\p{N}_])_+(?![\s_])|_$/u.test(words)) return true;
  if (!isOnLastLine) return false;
  return Array.from(words.matchAll(/(?<!\w)\$(?!\s)/g)).some(
    ({ index }) => !AMOUNT.test(words.slice(index + 1)),
  );
}
