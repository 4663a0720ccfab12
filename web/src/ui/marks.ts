/**
 * Marks what was found, in what is near the view only: WebKitGTK takes a millisecond for each marked range. Nothing in
 * the text is touched (CSS Custom Highlight API), so that selection, streaming and code colours live on; an engine
 * without it shows the place and no marks.
 */
import type { Pattern } from "../domain/find";

const FOUND = "found";
const CURRENT = "found-current";
const MOST = 200;
const AHEAD_PX = 300;

/** The pieces of text that are marked one by one. */
const PIECES = ".asked-text, .prose .section > *, .tool-body pre";
const NO_TEXT = "button, .code-header, .visually-hidden, .label";
const BLOCK = "p, li, td, th, pre, blockquote, h1, h2, h3, h4, h5, h6, div";

export class Marks {
  #pattern: Pattern | null = null;
  #current: (() => Range | null) | null = null;
  #range: Range | null = null;
  #planned = 0;

  constructor(readonly scroller: HTMLElement) {}

  /** `current` is looked for again when what it was in has gone. */
  show(pattern: Pattern | null, current: (() => Range | null) | null): void {
    this.#pattern = pattern;
    this.#current = current;
    this.#range = null;
    this.refresh();
  }

  /** What is in the page, or where the view is, has changed. */
  refresh(): void {
    if (this.#planned !== 0 || (this.#pattern === null && !isMarked())) return;
    this.#planned = requestAnimationFrame(() => {
      this.#planned = 0;
      this.#draw();
    });
  }

  dispose(): void {
    cancelAnimationFrame(this.#planned);
    draw([], null);
  }

  #draw(): void {
    const pattern = this.#pattern;
    if (pattern === null) {
      draw([], null);
      return;
    }
    if (this.#range === null || this.#range.collapsed || !this.#range.startContainer.isConnected)
      this.#range = this.#current?.() ?? null;
    const ranges: Range[] = [];
    const { top, bottom } = this.scroller.getBoundingClientRect();
    for (const turn of this.scroller.querySelectorAll(".turn")) {
      if (!isNear(turn, top, bottom)) continue;
      for (const piece of turn.querySelectorAll(PIECES)) {
        if (ranges.length >= MOST) break;
        if (isNear(piece, top, bottom)) ranges.push(...rangesIn(piece, pattern, MOST - ranges.length));
      }
    }
    draw(ranges, this.#range);
  }
}

/** The first hits in what an element shows, across the elements inside of it. */
export function rangesIn(root: Element, pattern: Pattern, most: number): Range[] {
  const { text, nodes } = shownText(root);
  const ranges: Range[] = [];
  let node = 0;
  const place = (offset: number): readonly [Text, number] | null => {
    while (node + 1 < nodes.length && (nodes[node + 1]?.at ?? 0) <= offset) node++;
    const found = nodes[node];
    return found ? [found.node, Math.min(offset - found.at, found.node.length)] : null;
  };
  for (const [from, to] of pattern.all(text).slice(0, most)) {
    const start = place(from);
    const end = place(to - 1);
    if (start === null || end === null) continue;
    const range = document.createRange();
    range.setStart(...start);
    range.setEnd(end[0], Math.min(end[1] + 1, end[0].length));
    ranges.push(range);
  }
  return ranges;
}

interface Shown {
  readonly text: string;
  readonly nodes: readonly { readonly node: Text; readonly at: number }[];
}

/** Between blocks stands what nobody can type: no hit goes on from one into the next. */
function shownText(root: Element): Shown {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const nodes: { node: Text; at: number }[] = [];
  let text = "";
  let block: Element | null = null;
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (!(node instanceof Text) || parent === null || parent.closest(NO_TEXT) !== null) continue;
    const own = parent.closest(BLOCK);
    if (block !== null && own !== block) text += "\0";
    block = own;
    nodes.push({ node, at: text.length });
    text += node.data;
  }
  return { text, nodes };
}

function isNear(element: Element, top: number, bottom: number): boolean {
  const box = element.getBoundingClientRect();
  return box.height > 0 && box.bottom > top - AHEAD_PX && box.top < bottom + AHEAD_PX;
}

const highlights = (): HighlightRegistry | null =>
  typeof CSS !== "undefined" && "highlights" in CSS ? CSS.highlights : null;

function isMarked(): boolean {
  return highlights()?.has(FOUND) === true;
}

function draw(ranges: readonly Range[], current: Range | null): void {
  const registry = highlights();
  if (registry === null) return;
  if (ranges.length === 0) registry.delete(FOUND);
  else registry.set(FOUND, new Highlight(...ranges));
  if (current === null) {
    registry.delete(CURRENT);
    return;
  }
  const highlight = new Highlight(current);
  highlight.priority = 1;
  registry.set(CURRENT, highlight);
}
