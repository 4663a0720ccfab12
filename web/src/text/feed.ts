/**
 * Gives a stream its text so that the page goes on answering: a long one in portions with pauses between them, and
 * after a slow portion a longer pause.
 */
import type { MarkdownStream } from "./stream";

/** Shown in one go, in characters: less when that was slow. */
const LARGEST = 16_000;
const SMALLEST = 1_500;
/** The first portion: what it costs is not known yet. */
const FIRST = 4_000;
/** After a slow update the next one waits this many times as long: a huge paragraph must not freeze the window. */
const REST_FACTOR = 3;
const SLOW_MS = 8;
/** What one portion should cost. */
const WANTED_MS = 16;

export class Feed {
  #text = "";
  #isComplete = false;
  #restUntil = 0;
  #portion = FIRST;
  #later: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly stream: MarkdownStream) {}

  /** The text as it is now; `isComplete` when nothing follows. */
  show(text: string, isComplete: boolean): void {
    this.#text = text;
    this.#isComplete = isComplete;
    const wait = isComplete && this.#isNear() ? 0 : this.#restUntil - performance.now();
    if (wait > 0) this.#schedule(wait);
    else this.#next();
  }

  /** What is shown stays; nothing is shown later. */
  stop(): void {
    clearTimeout(this.#later);
  }

  /** What is missing is shown in one go. */
  #isNear(): boolean {
    return this.stream.isShowing(this.#text) && this.#text.length - this.stream.length <= this.#portion;
  }

  #next(): void {
    clearTimeout(this.#later);
    const began = performance.now();
    const shown = this.stream.isShowing(this.#text) ? this.stream.length : 0;
    const end = shown + this.#portion;
    const isLast = end >= this.#text.length;
    this.stream.update(isLast ? this.#text : this.#text.slice(0, end));
    if (isLast && this.#isComplete) this.stream.end();
    const cost = performance.now() - began;
    this.#restUntil = cost > SLOW_MS ? began + cost * (1 + REST_FACTOR) : 0;
    if (cost > WANTED_MS) this.#portion = Math.max(SMALLEST, this.#portion >> 1);
    else if (cost < WANTED_MS / 4) this.#portion = Math.min(LARGEST, this.#portion << 1);
    if (!isLast) this.#schedule(cost);
  }

  #schedule(wait: number): void {
    clearTimeout(this.#later);
    this.#later = setTimeout(() => this.#next(), wait);
  }
}
