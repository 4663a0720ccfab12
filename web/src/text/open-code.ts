/** A code block whose closing fence has not come: complete lines are added for good, the last one as it grows. */
import { chunkElement, chunksOf } from "./code";
import { mark } from "./element";
import { linesIn } from "./tree";

export class OpenCode {
  readonly #code: Element;
  #chunk: Element;
  /** Lines that stay. */
  #lines = 0;
  /** Characters of the last chunk that stay; what is behind them may change. */
  #kept = 0;
  /** What is shown behind them. */
  #shown: string;

  /** `block` shows `content`. */
  constructor(block: HTMLElement, content: string) {
    this.#code = block.querySelector("code") ?? block;
    this.#chunk = this.#code.firstElementChild ?? this.#code;
    this.#shown = content;
  }

  /** Shows `content` behind the lines that are there: what came since. */
  show(content: string): void {
    if (content === this.#shown) return;
    this.#shown = content;
    const text = content.endsWith("\n") ? content.slice(0, -1) : content;
    this.#write(content === "" ? [] : text.split("\n"));
  }

  /** The same for good: `content` has complete lines only. */
  keep(content: string): void {
    this.show(content);
    this.#lines += linesIn(content);
    this.#chunk = this.#code.lastElementChild ?? this.#chunk;
    this.#kept = this.#chunk.textContent?.length ?? 0;
    this.#shown = "";
  }

  #write(fresh: readonly string[]): void {
    let chunk = this.#chunk;
    for (const [at, { text, goesOn }] of chunksOf(fresh, this.#lines).entries()) {
      if (at > 0) chunk = following(chunk, this.#code, goesOn);
      setEnd(chunk, at > 0 ? 0 : this.#kept, text);
    }
    while (chunk.nextElementSibling) chunk.nextElementSibling.remove();
  }
}

/** The chunk behind `chunk`, made when there is none. */
function following(chunk: Element, code: Element, goesOn: boolean): Element {
  const next = chunk.nextElementSibling;
  if (next) {
    mark(next, "goes-on", goesOn);
    return next;
  }
  const made = chunkElement("", goesOn);
  code.append(made);
  return made;
}

/** What stands behind the first `base` characters of the chunk becomes `text`. */
function setEnd(chunk: Element, base: number, text: string): void {
  const node = chunk.firstChild;
  if (!(node instanceof Text)) {
    if (text !== "") chunk.append(document.createTextNode(text));
    return;
  }
  const old = node.data.slice(base);
  if (old === text) return;
  if (text.startsWith(old)) node.appendData(text.slice(old.length));
  else node.replaceData(base, old.length, text);
}
