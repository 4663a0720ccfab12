/**
 * A container on the page whose end has not come yet: the message itself, the list at its end, the item at the end of
 * that, and so on. Nodes before its last child are settled and never touched again; `live` are those that may change.
 */
import { type Direction, direct, directionOf } from "./direction";
import { mark } from "./element";
import { blockNode, innerOf } from "./nodes";
import { OpenCode } from "./open-code";
import { OpenText } from "./open-text";
import { patch } from "./patch";
import { place, placeAtTop, placed } from "./place";
import type { Block, Kind } from "./tree";

/** What was settled does not go with what is parsed now: a long paragraph turned out to be something else. */
export class Unsettled extends Error {
  constructor(readonly level: Level) {
    super("what was settled has changed");
  }
}

export class Level {
  /** The container at its end whose own end has not come. Its node stands before the live ones. */
  child: Level | null = null;
  live: Node[] = [];
  /** The first children in the source stand for what is settled: a table's head, an item's stand-in. */
  skipped = 0;
  /** Its first text is not settled yet. */
  isBeginning: boolean;
  readonly text: OpenText | null;
  readonly #code: OpenCode | null;
  #isLoose = false;

  /** `node` shows `block`, if there is one. */
  constructor(
    readonly kind: Kind,
    readonly node: HTMLElement,
    block?: Block,
  ) {
    this.isBeginning = /^(list|item|quote)$/.test(kind);
    this.text = kind === "paragraph" ? new OpenText(node) : null;
    this.#code = kind === "fence" ? new OpenCode(node, block?.token.content ?? "") : null;
    if (this.text || this.#code) return;
    this.live = placed(innerOf(node));
    if (kind === "table") this.skipped = 1;
  }

  /** What of `block` is not settled yet. */
  open(block: Block): readonly Block[] {
    return block.children.slice(this.skipped);
  }

  /** Makes the page show `block`, which continues this container. */
  show(block: Block): void {
    if (block.kind !== this.kind) throw new Unsettled(this);
    if (this.#code) {
      this.#code.show(block.token.content);
      return;
    }
    if (this.text) {
      this.text.show(block.inline);
      return;
    }
    if (this.#begins()) direct(this.node, this.#direction(block));
    if (this.kind === "list") mark(this.node, "tight", !(this.#isLoose || block.loose));
    const open = this.open(block);
    const own = this.child === null ? open : open.slice(1);
    if (this.child) {
      const continued = open[0];
      if (continued === undefined) throw new Unsettled(this.child);
      this.child.show(continued);
    }
    for (const surplus of this.live.splice(own.length)) surplus.parentNode?.removeChild(surplus);
    const beginsItem = this.kind === "item" && this.skipped === 0 && this.child === null;
    for (const [at, child] of own.entries()) this.#stand(at, blockNode(child, beginsItem && at === 0));
    if (this.kind === "item" && this.skipped === 0) this.#markTask();
  }

  /** The lines that `block` has are complete, and shown: nothing in them changes any more. */
  keep(block: Block): void {
    if (block.loose) this.#isLoose = true;
  }

  keepCode(content: string): void {
    this.#code?.keep(content);
  }

  #begins(): boolean {
    return this.isBeginning && (this.child === null || this.child.#begins());
  }

  #direction(block: Block): Direction {
    const first = this.open(block)[0];
    if (first === undefined) return null;
    return this.child === null ? directionOf(first) : this.child.#direction(first);
  }

  #stand(at: number, made: HTMLElement): void {
    const existing = this.live[at];
    if (existing === undefined) {
      if (this.kind === "root") placeAtTop(this.node, made);
      else place(innerOf(this.node), made);
    }
    this.live[at] = existing === undefined ? made : patch(existing, made);
  }

  #markTask(): void {
    const first = this.node.firstElementChild?.firstElementChild;
    mark(this.node, "task", first?.matches("p > .mark") === true);
  }
}
