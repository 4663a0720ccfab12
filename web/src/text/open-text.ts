/** A long paragraph whose end has not come: its first part stays, the rest is made as it grows. */
import { element } from "./element";
import { appendInline } from "./inline";
import type { Token } from "./parser";
import { patchChildren } from "./patch";

export class OpenText {
  /** The paragraph, or its last piece that has settled text. */
  #ground: Element;
  /** Settled nodes in it, and their characters. */
  #from = 0;
  #before = 0;

  /** The source of what is shown behind it. */
  rest = "";
  /** The source of what is settled, where it stood in the tail, and the marks before it on its line. */
  dropped = "";
  line = 0;
  prefix = "";

  constructor(readonly paragraph: HTMLElement) {
    this.#ground = paragraph;
  }

  show(inline: Token | null): void {
    this.rest = inline?.content ?? "";
    this.make(inline?.children ?? []);
  }

  make(tokens: readonly Token[]): void {
    const fresh = element("p");
    appendInline(fresh, tokens, { before: this.#before });
    const nodes = Array.from(fresh.childNodes);
    if (this.#ground === this.paragraph) {
      patchChildren(this.paragraph, this.#from, nodes);
      return;
    }
    const own = nodes.findIndex(isPiece);
    patchChildren(this.#ground, this.#from, own < 0 ? nodes : nodes.slice(0, own));
    const next = Array.from(this.paragraph.childNodes).indexOf(this.#ground as ChildNode) + 1;
    patchChildren(this.paragraph, next, own < 0 ? [] : nodes.slice(own));
  }

  /** `tokens` stay; they are the first part of what is shown. False when that is not so. */
  keep(tokens: readonly Token[], isItemsFirst: boolean): boolean {
    const done = element("p");
    const before = appendInline(done, tokens, { before: this.#before, isItemsFirst });
    const pieces = Array.from(done.children).filter(isPiece);
    const last = pieces[pieces.length - 1];
    const ground = last === undefined ? this.#ground : this.#piece(pieces.length);
    const count = last === undefined ? done.childNodes.length + this.#from : last.childNodes.length;
    const wanted = (last ?? done).lastChild;
    const node = ground?.childNodes[count - 1];
    if (!(ground && node instanceof Text && wanted instanceof Text && node.data.startsWith(wanted.data)))
      return false;
    if (node.data.length > wanted.data.length) node.splitText(wanted.data.length);
    this.#ground = ground;
    this.#from = count;
    this.#before = before;
    return true;
  }

  /** The piece that stands so many after the one where settled text ends. */
  #piece(after: number): Element | undefined {
    const pieces = Array.from(this.paragraph.children).filter(isPiece);
    return pieces[pieces.indexOf(this.#ground) + after];
  }
}

function isPiece(node: Node): boolean {
  return node instanceof Element && node.classList.contains("piece");
}
