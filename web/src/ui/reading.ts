/**
 * Where somebody reads in a chat: which turns are in the page, whether the view follows the end, and that nothing
 * moves under the eyes. Knows elements and turns' sizes, and nothing of what they show.
 */

import type { ShownTurn } from "../domain/branches";
import type { Pattern } from "../domain/find";
import { Anchor } from "./anchor";
import { Marks } from "./marks";
import { followedSpan, grownDown, grownUp, lastSpan, moved, type Span, spanAround } from "./span";
import { Stick } from "./stick";

/** Turns are added before the edge of what is in the page comes this near. */
const NEAR_PX = 2_000;
/** How far below the top a place is shown to which somebody jumped. */
const JUMP_PX = 96;
/** A hit is shown with some text before it, and not under the bar. */
const HIT_PX = 72;
const CHARACTERS_A_MESSAGE = 3_000;

/** What somebody jumped to: at the top of the view, or, of a hit that is in the view already, where it is. */
type Placing = "top" | "hit";

/** How many turns came before those that were there: the beginning of a long chat comes after its end. */
function addedBefore(before: readonly ShownTurn[], now: readonly ShownTurn[]): number {
  const first = before[0]?.key;
  if (first === undefined || first === now[0]?.key) return 0;
  return Math.max(
    0,
    now.findIndex(({ key }) => key === first),
  );
}

export class Reading {
  #turns: readonly ShownTurn[] = [];
  #span: Span = { from: 0, to: 0 };
  #reachesEnd = true;
  #stick: Stick | null = null;
  #anchor: Anchor | null = null;
  #observer: ResizeObserver | null = null;
  #planned = 0;
  #marks: Marks | null = null;
  /** Somebody went to the first message, and stayed there. */
  #atFirst = false;
  #wanted: { readonly find: () => Element | Range | null; readonly placing: Placing } | null = null;

  /** `changed` is called when something else is to be rendered. */
  constructor(readonly changed: () => void) {}

  get follows(): boolean {
    return this.#stick?.follows ?? true;
  }

  /** The last turn of the chat is in the page. */
  get reachesEnd(): boolean {
    return this.#reachesEnd;
  }

  /** What holds the turns, while it is in the page. */
  get content(): HTMLElement | null {
    return this.#anchor?.content ?? null;
  }

  /** The turn at the top of the view. */
  get topTurn(): number {
    const key = this.#anchor?.turn()?.getAttribute("data-turn");
    const at = this.#turns.findIndex((turn) => turn.key === key);
    return at < 0 ? this.#span.from : at;
  }

  /** Marks hits; `current` stands out. */
  mark(pattern: Pattern | null, current: (() => Range | null) | null): void {
    this.#marks?.show(pattern, current);
  }

  /** The turns to have in the page now. */
  show(turns: readonly ShownTurn[]): Span {
    const before = this.#turns;
    this.#turns = turns;
    const added = addedBefore(before, turns);
    this.#span = moved(this.#span, added);
    if (added > 0 && this.#atFirst) this.#aim(0, this.#first, "top"); // the first message is another one now
    const { from } = this.#span;
    if (before.length === 0 && turns.length > 0) this.#span = lastSpan(turns.length, this.#sizeOf);
    else if (this.#reachesEnd && (this.follows || turns.length > before.length)) {
      const grown = followedSpan(this.#span, turns.length, this.#sizeOf);
      // Somebody who reads above keeps what they read: what is too much is left out at the end.
      if (this.follows || grown.from === from) this.#span = grown;
      else this.#reachesEnd = false;
    }
    if (this.#span.to > turns.length) {
      this.#span = { from: Math.min(this.#span.from, Math.max(0, turns.length - 1)), to: turns.length };
      this.#reachesEnd = true;
    }
    return this.#span;
  }

  attach(scroller: HTMLElement, content: HTMLElement): void {
    this.#stick = new Stick(scroller, () => this.#reachesEnd, this.changed);
    this.#anchor = new Anchor(scroller, content);
    this.#marks = new Marks(scroller);
    this.#observer = new ResizeObserver(() => this.settle());
    this.#observer.observe(content);
    this.#observer.observe(scroller);
    this.settle();
  }

  detach(): void {
    this.#observer?.disconnect();
    this.#stick?.dispose();
    this.#marks?.dispose();
    cancelAnimationFrame(this.#planned);
    this.#stick = null;
    this.#anchor = null;
    this.#marks = null;
  }

  /** After each change of what is in the page, before it is painted. */
  settle(): void {
    const [stick, anchor] = [this.#stick, this.#anchor];
    if (stick === null || anchor === null) return;
    const { scroller } = stick;
    const target = this.#wanted?.find() ?? null;
    if (target !== null) {
      this.#place(scroller, target, this.#wanted?.placing ?? "top");
      this.#wanted = null;
      anchor.release();
    } else if (stick.follows) stick.scrolled(); // a person may have looked up since the last frame
    if (stick.follows) {
      scroller.scrollTop = scroller.scrollHeight;
      anchor.release();
    } else anchor.settle();
    stick.note();
    this.#marks?.refresh();
    this.#plan();
  }

  #place(scroller: HTMLElement, target: Element | Range, placing: Placing): void {
    const view = scroller.getBoundingClientRect();
    const box = target.getBoundingClientRect();
    const inView = box.top >= view.top + HIT_PX && box.bottom <= view.bottom - HIT_PX;
    if (placing === "hit" && inView) return;
    const above = placing === "hit" ? view.height / 3 : Math.min(JUMP_PX, view.height / 4);
    scroller.scrollTop += box.top - view.top - above;
  }

  scrolled(): void {
    if (this.#stick === null || this.#anchor === null) return;
    this.#stick.scrolled();
    if (this.#stick.scroller.scrollTop > 1) this.#atFirst = false;
    if (!this.#stick.follows) {
      this.#anchor.settle(); // something may have grown above since the last frame
      this.#anchor.hold();
      this.#stick.note();
    }
    this.#marks?.refresh();
    this.#look();
  }

  toLatest(): void {
    if (!this.#reachesEnd) this.#span = lastSpan(this.#turns.length, this.#sizeOf);
    this.#reachesEnd = true;
    this.#stick?.set(true);
    this.changed();
    this.settle();
  }

  /** The end is not followed until somebody goes there again. */
  hold(): void {
    this.#stick?.set(false);
  }

  toFirst(): void {
    this.jump(0, this.#first);
    this.#atFirst = true;
  }

  readonly #first = (): Element | null => this.content?.firstElementChild ?? null;

  /** As the keys do where the focus is elsewhere. */
  page(way: -1 | 1): void {
    const scroller = this.#stick?.scroller;
    if (!scroller) return;
    if (way < 0) this.#stick?.set(false);
    scroller.scrollTop += way * Math.max(40, scroller.clientHeight - 60);
  }

  /** Shows a turn, and in it what `find` answers once it is in the page. */
  jump(turn: number, find: () => Element | Range | null, placing: Placing = "top"): void {
    const inside = this.#aim(turn, find, placing);
    this.#stick?.set(false);
    this.changed();
    if (inside) this.settle();
  }

  /** Has the turn in the page at the next rendering, to be placed then. Whether it is there already. */
  #aim(turn: number, find: () => Element | Range | null, placing: Placing): boolean {
    const inside = turn >= this.#span.from && turn < this.#span.to;
    if (!inside) this.#span = spanAround(turn, this.#turns.length, this.#sizeOf);
    this.#reachesEnd = this.#span.to === this.#turns.length;
    this.#wanted = { find, placing };
    return inside;
  }

  // --- growing --------------------------------------------------------------------------------------

  /** Not in the frame that shows the change itself: that one is for what can be seen. */
  #plan(): void {
    if (this.#planned !== 0 || this.#next() === null) return;
    this.#planned = requestAnimationFrame(() => {
      this.#planned = 0;
      this.#look();
    });
  }

  #look(): void {
    const next = this.#next();
    if (next === null || this.#anchor === null) return;
    if (!this.follows) this.#anchor.settle();
    this.#span = next;
    this.#reachesEnd = next.to === this.#turns.length;
    this.changed();
  }

  #next(): Span | null {
    const scroller = this.#stick?.scroller;
    if (!scroller) return null;
    const count = this.#turns.length;
    const { from, to } = this.#span;
    const room = scroller.scrollHeight - scroller.clientHeight;
    // What is trimmed must be further away than what is near, or the two ends would take turns for ever.
    const near = (trims: boolean): number => (trims ? Math.min(NEAR_PX, room / 3) : NEAR_PX);
    if (from > 0) {
      const up = grownUp(this.#span, count, this.#sizeOf);
      if (scroller.scrollTop < near(up.to < to)) return up;
    }
    if (to < count) {
      const down = grownDown(this.#span, count, this.#sizeOf);
      if (room - scroller.scrollTop < near(down.from > from)) return down;
    }
    return null;
  }

  #sizeOf = (at: number): number => {
    const turn = this.#turns[at];
    if (turn === undefined) return 1;
    let size = turn.asked === null ? 0 : 1 + turn.asked.content.length / CHARACTERS_A_MESSAGE;
    const reply = turn.replies[turn.reply];
    for (const part of reply?.parts ?? []) {
      size += 1 + (part.content ?? "").length / CHARACTERS_A_MESSAGE;
      if (part.role === "assistant") size += (part.toolCalls?.length ?? 0) / 2;
    }
    return size;
  };
}
