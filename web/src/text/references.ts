/**
 * Links that name a definition (`[words][name]`) whose definition comes later: texts in which brackets are left over
 * are kept until the end, and only those that name a new definition are made anew.
 */
import { appendInline } from "./inline";
import type { OpenText } from "./open-text";
import { parseInline, type References, type Token } from "./parser";
import { patch } from "./patch";

/** The source of texts in which brackets were no links. */
const leftOver = new WeakMap<Element, string>();

export function remember(text: Element, inline: Token | null): void {
  if (inline?.content.includes("]") && inline.children?.some((token) => /\[/.test(token.content)))
    leftOver.set(text, inline.content);
  else leftOver.delete(text);
}

/** `old` was changed until it equals `wanted`. */
export function moveMemory(wanted: Element, old: Element): void {
  const source = leftOver.get(wanted);
  if (source === undefined) leftOver.delete(old);
  else leftOver.set(old, source);
}

/** The settled texts of one message that may still become links. */
export class Waiting {
  readonly #texts: { source: string; make: (tokens: readonly Token[]) => void }[] = [];
  #known = 0;

  /** `node` is settled; of a long paragraph, the end that `text` shows may still get links. */
  add(node: HTMLElement, text?: OpenText): void {
    if (text) {
      if (text.rest.includes("]"))
        this.#texts.push({ source: text.rest, make: (tokens) => text.make(tokens) });
      return;
    }
    for (const words of [node, ...node.querySelectorAll<HTMLElement>("p, h3, h4, h5, h6, th, td")]) {
      const source = leftOver.get(words);
      if (source !== undefined) this.#texts.push({ source, make: (tokens) => remake(words, tokens) });
    }
  }

  /** Makes links of what is defined by now. */
  resolve(references: References): void {
    const count = Object.keys(references).length;
    if (count === this.#known) return;
    this.#known = count;
    for (const { source, make } of this.#texts) make(parseInline(source, { references }));
  }
}

function remake(words: HTMLElement, tokens: readonly Token[]): void {
  const fresh = words.cloneNode(false) as HTMLElement;
  appendInline(fresh, tokens, { isItemsFirst: words.firstElementChild?.matches("p > .mark") === true });
  patch(words, fresh);
}
