/** What tests of the renderer share: a render of the whole text at once, and the streamed one, in comparable form. */
import { blockNode } from "../src/text/nodes";
import { parse } from "../src/text/parser";
import { MarkdownStream } from "../src/text/stream";
import { treeOf } from "../src/text/tree";

/** The whole text parsed once, without any of the streaming code. */
export function oneShot(text: string): string {
  const root = document.createElement("div");
  for (const block of treeOf(parse(text, {}))) root.append(blockNode(block));
  return flat(root);
}

export function streamed(text: string, size: number): string {
  const root = document.createElement("div");
  const stream = new MarkdownStream(root);
  for (let end = size; end < text.length + size; end += size) stream.update(text.slice(0, end));
  stream.end();
  return flat(root);
}

/** The content without what only cuts it into parts that are laid out alone. */
export function flat(root: Element): string {
  const copy = root.cloneNode(true) as Element;
  for (const part of Array.from(copy.querySelectorAll(".section, .run, .piece")))
    part.replaceWith(...part.childNodes);
  for (const body of Array.from(copy.querySelectorAll("tbody + tbody"))) {
    body.previousElementSibling?.append(...body.childNodes);
    body.remove();
  }
  for (const formula of copy.querySelectorAll("[data-tex]"))
    formula.textContent = formula.getAttribute("data-tex");
  for (const table of copy.querySelectorAll("table")) {
    table.removeAttribute("style");
    table.removeAttribute("class");
  }
  for (const one of copy.querySelectorAll("*")) sortAttributes(one);
  return copy.innerHTML;
}

/** The order in which they were set says nothing. */
function sortAttributes(element: Element): void {
  const all = element.getAttributeNames().sort();
  const values = all.map((name) => element.getAttribute(name) ?? "");
  for (const name of all) element.removeAttribute(name);
  for (const [at, name] of all.entries()) element.setAttribute(name, values[at] ?? "");
}

/** Numbers that look random and are the same each time. */
export function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
