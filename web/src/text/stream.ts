/**
 * Streaming Markdown: text goes in as it grows, nodes come out. What can never change again is settled, at the top and
 * inside lists, quotes, tables, code and long paragraphs (`settle.ts`); only the source of the rest, the tail, is
 * parsed again. The result is the same whatever the chunks were (tests hold it to the one-shot render).
 *
 * Reference definitions are the one thing that reaches back: `references.ts`.
 */
import { healTail } from "./heal";
import { Level, Unsettled } from "./level";
import { linesOf, normalise } from "./lines";
import { cutText, restoreText } from "./long-text";
import { undecidedFrom } from "./math-rules";
import { blockNode } from "./nodes";
import type { OpenText } from "./open-text";
import { closed, parse, type References, scratch } from "./parser";
import { Waiting } from "./references";
import { close, settle } from "./settle";
import { type Block, rootOf } from "./tree";

export class MarkdownStream {
  /** All source text seen so far, as it came. */
  #seen = "";
  /** Normalised source that is not settled: complete lines, and the line being written. */
  #tail = "";
  /** How much of the tail was there when it was settled last. */
  #settledTo = 0;
  #heldReturn = false;
  #references: References = Object.create(null) as References;
  #waiting = new Waiting();
  #top: Level;
  #ended = false;

  /** `onBlock` is told each settled block, e.g. to colour its code. */
  constructor(
    readonly root: HTMLElement,
    readonly onBlock: (block: HTMLElement) => void = () => {},
  ) {
    this.#top = new Level("root", root);
  }

  /** How much of the text it was given is shown. */
  get length(): number {
    return this.#seen.length;
  }

  /** `text` begins with what is shown. */
  isShowing(text: string): boolean {
    return text.startsWith(this.#seen);
  }

  /** Shows `text`. Cheap when it begins with what was there; otherwise everything is made anew. */
  update(text: string): void {
    if (!text.startsWith(this.#seen)) this.#restart();
    if (text.length === this.#seen.length) return;
    if (this.#ended) this.#restart(); // it goes on after all: its last block may grow
    const added = text.slice(this.#seen.length);
    this.#seen = text;
    this.#push(added);
    this.#guarded(() => this.#advance());
  }

  /** The text is complete: settles what is left. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    if (this.#heldReturn) this.#tail += "\n";
    this.#heldReturn = false;
    this.#guarded(() => this.#finish());
  }

  /** Blocks of a text beside this one, which knows its definitions. */
  protected blocksOf(text: string): readonly HTMLElement[] {
    const { children } = rootOf(parse(normalise(text), closed(this.#references)));
    return children.map((block) => {
      const node = blockNode(block);
      this.onBlock(node);
      return node;
    });
  }

  #push(added: string): void {
    let text = this.#heldReturn ? `\r${added}` : added;
    this.#heldReturn = text.endsWith("\r"); // CR LF may be cut in two
    if (this.#heldReturn) text = text.slice(0, -1);
    this.#tail += normalise(text);
  }

  #advance(): void {
    const complete = this.#tail.lastIndexOf("\n") + 1;
    if (complete > this.#settledTo) this.#settleLines(this.#tail.slice(0, complete));
    let block = this.#open();
    const shorter = cutText(this.#top, block, this.#tail, closed(this.#references));
    if (shorter !== null) {
      this.#tail = shorter;
      this.#settledTo = shorter.lastIndexOf("\n") + 1;
      block = this.#open();
    }
    const healed = healTail(this.#tail, block);
    this.#top.show(healed === this.#tail ? block : rootOf(parse(healed, scratch(this.#references))));
  }

  #open(): Block {
    return rootOf(parse(this.#tail, scratch(this.#references)));
  }

  #settleLines(complete: string): void {
    this.#settledTo = complete.length;
    const all = linesOf(complete);
    const lines = this.#decided(all);
    let root = rootOf(parse(textOf(lines), closed(this.#references)));
    const begins = lastBegins(root, lines);
    if (begins === null) return;
    if (this.#define(lines.slice(0, begins))) root = rootOf(parse(textOf(lines), closed(this.#references)));
    this.#top.show(root);
    const kept = settle(this.#top, root, lines, this.#settled);
    this.#resolve();
    if (kept === null) return;
    const tail = textOf([...kept.lines, ...all.slice(kept.from)]);
    this.#tail = tail + this.#tail.slice(complete.length);
    this.#settledTo = tail.length;
  }

  /** The lines over which no formula can reach any more. */
  #decided(lines: readonly string[]): readonly string[] {
    const first = undecidedFrom(lines);
    if (first >= lines.length) return lines;
    const isCode = codeAt(rootOf(parse(textOf(lines), closed(this.#references))), first);
    return isCode ? lines : lines.slice(0, first);
  }

  /** Takes the definitions that are in complete lines. True when there may be some. */
  #define(lines: readonly string[]): boolean {
    if (!lines.some((line) => line.includes("]:"))) return false;
    parse(textOf(lines), { references: this.#references });
    return true;
  }

  readonly #settled = (node: Node, text?: OpenText): void => {
    if (!(node instanceof HTMLElement)) return;
    this.#waiting.add(node, text);
    this.onBlock(node);
  };

  #resolve(): void {
    this.#waiting.resolve(this.#references);
  }

  #finish(): void {
    this.#define(linesOf(`${this.#tail}\n`));
    this.#top.show(rootOf(parse(this.#tail, closed(this.#references))));
    close(this.#top, this.#settled);
    this.#tail = "";
    this.#resolve();
  }

  /** Does `work` again when it finds that a long paragraph turned out to be a heading or a table. */
  #guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      if (!(error instanceof Unsettled)) throw error;
      this.#tail = restoreText(this.#top, this.#tail);
      this.#settledTo = 0;
      work();
    }
  }

  #restart(): void {
    this.#seen = "";
    this.#tail = "";
    this.#settledTo = 0;
    this.#heldReturn = false;
    this.#references = Object.create(null) as References;
    this.#waiting = new Waiting();
    this.#ended = false;
    this.root.replaceChildren();
    this.#top = new Level("root", this.root);
  }
}

/** Renders a complete text at once. */
export function renderMarkdown(root: HTMLElement, text: string): void {
  const stream = new MarkdownStream(root);
  stream.update(text);
  stream.end();
}

function textOf(lines: readonly string[]): string {
  return lines.length === 0 ? "" : `${lines.join("\n")}\n`;
}

/**
 * The line with which the last block begins; null when nothing may be settled: there is no block, it cannot stand at
 * the beginning, or it may still become the title of a definition above it.
 */
function lastBegins(root: Block, lines: readonly string[]): number | null {
  let last = root;
  for (let next = last.children.at(-1); next && last.kind !== "table"; next = last.children.at(-1))
    last = next;
  if (last.kind === "root") return null;
  // markdown-it lets a quote go on with a `>` that is indented like code; alone, such a line would be code.
  if (/(?: {4}|\t)\s*>/.test(/^[\s>]*/.exec(lines[last.start] ?? "")?.[0] ?? "")) return null;
  let above = "";
  for (let at = last.start; at >= 0 && (at === last.start || lines[at]?.trim() !== ""); at--)
    above = `${lines[at]}\n${above}`;
  return /\]:[\s\S]*["'(]/.test(above) ? null : last.start;
}

function codeAt(root: Block, line: number): boolean {
  const at = root.children.find((block) => block.start <= line && line < block.end);
  return at !== undefined && (at.kind === "fence" || at.kind === "code" || codeAt(at, line));
}
