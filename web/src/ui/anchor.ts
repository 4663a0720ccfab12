/**
 * Keeps what is read where it is while things above it come, go or change their height. WebKit has no scroll
 * anchoring, and Chromium's is switched off so that both behave alike. Positions are those within the content, so
 * that a person's own scrolling in between does not matter.
 */

/** An element and how far below the top of the content it was. */
interface Held {
  readonly element: Element;
  readonly at: number;
}

/** Blocks into which the search for what is read goes no deeper. */
const WHOLE = /^(P|PRE|TR|H[1-6]|SUMMARY|BUTTON|MATH|SVG|IMG|FOOTER)$/i;

export class Anchor {
  /** From the turn inward: where an inner element is gone, the one around it still tells. */
  #held: readonly Held[] = [];
  /** The part of a correction that the engine rounded away. */
  #rest = 0;

  constructor(
    readonly scroller: HTMLElement,
    readonly content: HTMLElement,
  ) {}

  /** Remembers what is at the top of the view now. Call `settle` first: else a shift would be taken as given. */
  hold(): void {
    const line = this.scroller.getBoundingClientRect().top;
    const held: Held[] = [];
    let parent: Element = this.content;
    while (true) {
      const element = firstBelow(parent.children, line);
      if (element === undefined) break;
      const top = element.getBoundingClientRect().top;
      held.push({ element, at: top - line + this.scroller.scrollTop });
      if (top >= line || WHOLE.test(element.tagName)) break;
      parent = element;
    }
    this.#held = held;
  }

  /** Puts what was held back to where it was. Returns by how much the view had moved. */
  settle(): number {
    const { scroller } = this;
    for (let depth = this.#held.length - 1; depth >= 0; depth--) {
      const { element, at } = this.#held[depth] as Held;
      if (!isThere(element, this.content)) continue;
      const now =
        element.getBoundingClientRect().top - scroller.getBoundingClientRect().top + scroller.scrollTop;
      const moved = now - at;
      if (Math.abs(moved + this.#rest) >= 0.5) {
        const before = scroller.scrollTop;
        scroller.scrollTop = before + moved + this.#rest;
        this.#rest += moved - (scroller.scrollTop - before);
        if (Math.abs(this.#rest) > 1) this.#rest = 0; // an end of the content was in the way
      } else this.#rest += moved;
      if (moved !== 0) this.hold();
      return moved;
    }
    this.hold();
    return 0;
  }

  /** The child of the content that is at the top of the view. */
  turn(): Element | undefined {
    return firstBelow(this.content.children, this.scroller.getBoundingClientRect().top);
  }

  /** The view was put somewhere on purpose. */
  release(): void {
    this.#held = [];
    this.#rest = 0;
  }
}

function isThere(element: Element, content: Element): boolean {
  return content.contains(element) && element.getClientRects().length > 0;
}

/** Beyond so many siblings half of them are left out at a time: they are all there, one below another. */
const MANY = 24;

/** The first that ends below the line. */
function firstBelow(siblings: HTMLCollection, line: number): Element | undefined {
  let low = 0;
  if (siblings.length > MANY) {
    let high = siblings.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((siblings[middle] as Element).getBoundingClientRect().bottom > line) high = middle;
      else low = middle + 1;
    }
    return siblings[low];
  }
  for (; low < siblings.length; low++) {
    const { bottom, height } = (siblings[low] as Element).getBoundingClientRect();
    if (height > 0 && bottom > line) return siblings[low];
  }
  return undefined;
}
