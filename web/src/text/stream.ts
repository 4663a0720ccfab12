/**
 * Streaming Markdown: text goes in as it grows, nodes come out. A top-level block is committed, and never touched
 * again, once a later block has begun on a complete line; only the tail is parsed again. The result is the same
 * whatever the chunks were (tests hold it to the one-shot render at chunk sizes 1–12).
 *
 * Method: the tail-only block parser described in docs of the project's design; CommonMark blocks that a later
 * block has closed cannot be reopened, and reference definitions are the one thing that reaches back.
 */
import { CHUNK_LINES, chunkElement, codeBlock } from "./code";
import { element } from "./element";
import { heal } from "./heal";
import { type Block, blockNode, blocksOf } from "./nodes";
import { type Env, parse } from "./parser";
import { patch } from "./patch";

const SECTION_BLOCKS = 40;

export class MarkdownStream {
  /** All source text seen so far, as it came. */
  #seen = "";
  /** Normalised source that is not committed yet. */
  #tail = "";
  #heldReturn = false;
  #env: Env = {};
  #section: HTMLElement;
  #sectionBlocks = 0;
  /** Nodes that show the tail, at the end of the section. */
  #live: Node[] = [];
  #fence: OpenFence | null = null;
  #ended = false;

  /** `onBlock` is told each committed block, e.g. to colour its code. */
  constructor(
    readonly root: HTMLElement,
    readonly onBlock: (block: HTMLElement) => void = () => {},
  ) {
    this.#section = this.#newSection();
  }

  /** Shows `text`. Cheap when it begins with what was there; otherwise everything is made anew. */
  update(text: string): void {
    if (!text.startsWith(this.#seen)) this.#restart();
    if (text.length === this.#seen.length) return;
    if (this.#ended) this.#restart(); // it goes on after all: its last block may grow
    const added = text.slice(this.#seen.length);
    this.#seen = text;
    this.#push(added);
    this.#showTail();
  }

  /** The text is complete: commits what is left. */
  end(): void {
    if (this.#ended) return;
    if (this.#heldReturn) {
      this.#heldReturn = false;
      this.#take("\n");
    }
    if (this.#fence) this.#closeFence("");
    this.#showTail();
    const rest = this.#tail;
    this.#tail = "";
    this.#commit(rest);
    const definesLinks = Object.keys(this.#env.references ?? {}).length > 0;
    if (definesLinks) this.#renderWhole(); // a definition may serve links in blocks above it
    this.#ended = true;
  }

  // --- text in --------------------------------------------------------------------------------------

  #push(added: string): void {
    let text = this.#heldReturn ? `\r${added}` : added;
    this.#heldReturn = text.endsWith("\r"); // CR LF may be cut in two
    if (this.#heldReturn) text = text.slice(0, -1);
    this.#take(normalise(text));
  }

  #take(text: string): void {
    if (this.#fence === null) {
      this.#tail += text;
      return;
    }
    const rest = this.#fence.write(text);
    if (rest !== null) this.#closeFence(rest);
  }

  #closeFence(rest: string): void {
    if (this.#fence) this.#committed(this.#fence.end());
    this.#fence = null;
    this.#live = [];
    this.#tail = rest;
  }

  // --- nodes out ------------------------------------------------------------------------------------

  #showTail(): void {
    while (this.#fence === null && this.#tail !== "") {
      const blocks = blocksOf(parse(this.#tail, { references: { ...this.#env.references } }));
      const ready = committable(blocks, this.#tail);
      if (ready > 0) {
        const end = lineOffset(this.#tail, blocks[ready - 1]?.end ?? 0);
        const source = this.#tail.slice(0, end);
        this.#tail = this.#tail.slice(end);
        this.#commit(source);
        continue;
      }
      this.#show(this.#healed(blocks));
      if (!this.#enterFence(blocks)) return;
    }
  }

  #healed(blocks: readonly Block[]): readonly Block[] {
    const last = blocks[blocks.length - 1];
    if (last === undefined || /fence|code_block/.test(last.tokens[0]?.type ?? "")) return blocks;
    const source = this.#tail.slice(lineOffset(this.#tail, last.start));
    const healed = heal(source);
    if (healed === source) return blocks;
    return [...blocks.slice(0, -1), ...blocksOf(parse(healed, { references: { ...this.#env.references } }))];
  }

  #show(blocks: readonly Block[]): void {
    const nodes = blocks.map(blockNode);
    const shown = nodes.map((node, at) => {
      const existing = this.#live[at];
      if (existing) return patch(existing, node);
      this.#section.append(node);
      return node;
    });
    for (const surplus of this.#live.slice(nodes.length)) surplus.parentNode?.removeChild(surplus);
    this.#live = shown;
  }

  /** Renders complete source for good; its definitions serve everything below. */
  #commit(source: string): void {
    const after = this.#live;
    const blocks = blocksOf(parse(source, this.#env));
    this.#live = after.slice(0, blocks.length);
    const waiting = after.slice(blocks.length);
    for (const node of waiting) node.parentNode?.removeChild(node);
    this.#show(blocks);
    const done = this.#live;
    this.#live = [];
    for (const node of done) this.#committed(node);
    for (const node of waiting) this.#section.append(node);
    this.#live = waiting;
  }

  #committed(node: Node): void {
    this.#sectionBlocks += 1;
    if (this.#sectionBlocks >= SECTION_BLOCKS) {
      const next = this.#newSection();
      let moved = node.nextSibling;
      while (moved) {
        const following = moved.nextSibling;
        next.append(moved);
        moved = following;
      }
      this.#section = next;
    }
    if (node instanceof HTMLElement) this.onBlock(node);
  }

  /** A long code block is appended to line by line, without the parser, until its closing fence comes. */
  #enterFence(blocks: readonly Block[]): boolean {
    const last = blocks[blocks.length - 1];
    const token = last?.tokens[0];
    if (last === undefined || token?.type !== "fence" || blocks.length !== 1) return false;
    const source = this.#tail.slice(lineOffset(this.#tail, last.start));
    const opening = source.indexOf("\n");
    if (opening < 0 || !source.startsWith(token.markup)) return false; // incomplete, or indented: rare
    if (this.#tail.length !== source.length && this.#tail.slice(0, -source.length).trim() !== "")
      return false;
    const node = this.#live[0];
    const code = node instanceof HTMLElement ? node.querySelector<HTMLElement>("code") : null;
    if (code === null || !(node instanceof HTMLElement)) return false;
    const fence = new OpenFence(node, code, token.markup);
    const rest = fence.write(source.slice(opening + 1));
    this.#fence = fence;
    this.#tail = "";
    if (rest !== null) this.#closeFence(rest);
    return rest !== null;
  }

  #restart(): void {
    this.#seen = "";
    this.#tail = "";
    this.#heldReturn = false;
    this.#env = {};
    this.#live = [];
    this.#fence = null;
    this.#ended = false;
    this.root.replaceChildren();
    this.#section = this.#newSection();
  }

  #renderWhole(): void {
    const source = this.#seen;
    this.#restart();
    this.#seen = source;
    for (const block of blocksOf(parse(normalise(source), {}))) {
      const node = blockNode(block);
      this.#section.append(node);
      this.#committed(node);
    }
  }

  #newSection(): HTMLElement {
    const section = element("div", { class: "section" });
    this.root.append(section);
    this.#sectionBlocks = 0;
    return section;
  }
}

/** A fenced block whose end has not come. */
class OpenFence {
  readonly #closing: RegExp;
  #line = "";
  #begun = false;
  #shown = 0;
  #lines = 0;
  #chunk: HTMLElement;

  constructor(
    readonly node: HTMLElement,
    readonly code: HTMLElement,
    markup: string,
  ) {
    const mark = markup[0] === "~" ? "~" : "`";
    this.#closing = new RegExp(`^ {0,3}${mark}{${markup.length},}[ \\t]*$`);
    this.#chunk = chunkElement("");
    code.replaceChildren(this.#chunk);
  }

  /** Appends code. Returns what follows the closing fence, or null while the block is open. */
  write(text: string): string | null {
    let from = 0;
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", from)) {
      this.#line += text.slice(from, at);
      from = at + 1;
      if (this.#closing.test(this.#line)) return text.slice(from);
      this.#finishLine();
    }
    this.#line += text.slice(from);
    // A line that may turn out to be the closing fence is not shown until it is more than that.
    if (this.#line !== "" && !/^ {0,3}[`~]*[ \t]*$/.test(this.#line)) this.#showLine();
    return null;
  }

  /** The text ended inside the block, or the closing fence came. */
  end(): HTMLElement {
    if (this.#line !== "" && !this.#closing.test(this.#line)) this.#showLine();
    return this.node;
  }

  #finishLine(): void {
    this.#showLine();
    this.#lines += 1;
    this.#line = "";
    this.#begun = false;
    this.#shown = 0;
  }

  #showLine(): void {
    if (!this.#begun && this.#lines > 0) {
      if (this.#lines % CHUNK_LINES === 0) {
        this.#chunk = chunkElement("");
        this.code.append(this.#chunk);
      } else {
        this.#append("\n");
      }
    }
    this.#begun = true;
    this.#append(this.#line.slice(this.#shown));
    this.#shown = this.#line.length;
  }

  #append(text: string): void {
    if (text === "") return;
    const last = this.#chunk.lastChild;
    if (last instanceof Text) last.appendData(text);
    else this.#chunk.append(document.createTextNode(text));
  }
}

/** Renders a complete text at once. */
export function renderMarkdown(root: HTMLElement, text: string): void {
  const stream = new MarkdownStream(root);
  stream.update(text);
  stream.end();
}

/** A code block outside a Markdown text, e.g. a tool's result. */
export function renderCode(info: string, source: string): HTMLElement {
  return codeBlock(info, source).root;
}

function normalise(text: string): string {
  return text.replace(/\r\n?/g, "\n").replace(/\0/g, "\uFFFD");
}

/** How many blocks from the top can never change again. */
function committable(blocks: readonly Block[], source: string): number {
  const last = blocks[blocks.length - 1];
  if (last === undefined) return 0;
  const begun = source.indexOf("\n", lineOffset(source, last.start)) >= 0;
  return Math.max(0, blocks.length - (begun ? 1 : 2));
}

function lineOffset(source: string, line: number): number {
  let offset = 0;
  for (let passed = 0; passed < line; passed++) {
    const next = source.indexOf("\n", offset);
    if (next < 0) return source.length;
    offset = next + 1;
  }
  return offset;
}
