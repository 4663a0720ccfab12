/** Puts colours into a code block, chunk by chunk and in slices of time; a selection in it stays where it is. */
import { doesGoOn } from "./code";
import { element } from "./element";
import type { Run } from "./languages";

const SLICE_MS = 8;

export function paint(code: HTMLElement, runs: readonly Run[]): void {
  const chunks = Array.from(code.children);
  const rest = runs.map(([length, name]) => ({ length, name }));
  let at = 0;
  let next = 0;
  const slice = (): void => {
    const began = performance.now();
    while (next < chunks.length && performance.now() - began < SLICE_MS) {
      const chunk = chunks[next];
      if (chunk?.parentNode !== code) return;
      at = paintChunk(chunk, rest, at);
      next += 1;
      const following = chunks[next];
      if (following && !doesGoOn(following)) at = withoutLineBreak(rest, at);
    }
    if (next < chunks.length) setTimeout(slice);
  };
  slice();
}

interface Left {
  length: number;
  readonly name: string;
}

/** Colours one chunk with the runs from number `at` on; answers the next run. */
function paintChunk(chunk: Element, runs: readonly Left[], at: number): number {
  const text = chunk.textContent ?? "";
  const nodes: Node[] = [];
  let number = at;
  for (let from = 0; from < text.length; ) {
    const run = runs[number];
    if (run === undefined) return number;
    const part = text.slice(from, from + run.length);
    nodes.push(run.name === "" ? document.createTextNode(part) : element("span", { class: run.name }, part));
    from += part.length;
    run.length -= part.length;
    if (run.length === 0) number += 1;
  }
  const selected = selectionIn(chunk);
  chunk.replaceChildren(...nodes);
  if (selected) select(chunk, selected);
  return number;
}

/** A line break stands between two chunks. */
function withoutLineBreak(runs: readonly Left[], at: number): number {
  const run = runs[at];
  if (run) run.length -= 1;
  return run?.length === 0 ? at + 1 : at;
}

/** An end of the selection: in the chunk as a number of characters, elsewhere as it is. */
type End = { readonly characters: number } | { readonly node: Node; readonly offset: number };

function selectionIn(chunk: Element): readonly [End, End] | null {
  const selection = document.getSelection();
  const { anchorNode, focusNode, anchorOffset = 0, focusOffset = 0 } = selection ?? {};
  if (!anchorNode || !focusNode || !(chunk.contains(anchorNode) || chunk.contains(focusNode))) return null;
  return [endOf(chunk, anchorNode, anchorOffset), endOf(chunk, focusNode, focusOffset)];
}

function endOf(chunk: Element, node: Node, offset: number): End {
  if (!chunk.contains(node)) return { node, offset };
  const range = document.createRange();
  range.setStart(chunk, 0);
  range.setEnd(node, offset);
  return { characters: range.toString().length };
}

function select(chunk: Element, [anchor, focus]: readonly [End, End]): void {
  const [from, to] = [placeOf(chunk, anchor), placeOf(chunk, focus)];
  document.getSelection()?.setBaseAndExtent(from.node, from.offset, to.node, to.offset);
}

function placeOf(chunk: Element, end: End): { node: Node; offset: number } {
  if ("node" in end) return end;
  const texts = document.createTreeWalker(chunk, NodeFilter.SHOW_TEXT);
  let left = end.characters;
  for (let node = texts.nextNode(); node instanceof Text; node = texts.nextNode()) {
    if (left <= node.length) return { node, offset: left };
    left -= node.length;
  }
  return { node: chunk, offset: chunk.childNodes.length };
}
