/**
 * Which way lists, items, quotes and tables run: as the first letter of their first text does. Not `dir="auto"`: a browser
 * would look for it in everything inside, with each node that comes, because blocks with a `dir` are passed over.
 */
import type { Block } from "./tree";

const LETTER = /\p{L}/u;
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]|[\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** Null when there is no letter. */
export type Direction = "ltr" | "rtl" | null;

export function directionOf(block: Block): Direction {
  let first: Block | undefined = block;
  while (first && first.inline === null) first = first.children[0];
  return directionOfText(first?.inline?.content ?? "");
}

export function directionOfText(text: string): Direction {
  const letter = LETTER.exec(text)?.[0];
  if (letter === undefined) return null;
  return RIGHT_TO_LEFT.test(letter) ? "rtl" : "ltr";
}

/** Makes `node` run this way. */
export function direct(node: Element, direction: Direction): void {
  if (node.getAttribute("dir") === direction) return;
  if (direction === null) node.removeAttribute("dir");
  else node.setAttribute("dir", direction);
}
