/**
 * Notices that the machine slept, that the network came back, or that a window is looked at again. A connection may
 * be dead then without anybody knowing; whoever is told looks at it at once.
 */

/** A timer that comes so much too late was not late: the machine slept. */
const SLEPT_MS = 30_000;
/** The timers of a hidden window may come once a minute. */
const SLEPT_HIDDEN_MS = 120_000;
const LOOK_MS = 2_000;
const HIDDEN_MS = 10_000;
/** One waking has several signs. */
const ONCE_IN_MS = 1_000;

export interface Day {
  now(): number;
  isHidden(): boolean;
  setTimeout(run: () => void, ms: number): unknown;
}

export class Wake {
  #looked: number;
  #hiddenSince: number | null = null;
  #wokeAt = Number.NEGATIVE_INFINITY;

  constructor(
    readonly day: Day,
    readonly onWake: () => void,
  ) {
    this.#looked = day.now();
    this.#look();
  }

  online(): void {
    this.#wake();
  }

  /** The window was hidden or shown. */
  visibility(): void {
    if (this.day.isHidden()) {
      this.#hiddenSince ??= this.day.now();
      return;
    }
    const hidden = this.#hiddenSince === null ? 0 : this.day.now() - this.#hiddenSince;
    this.#hiddenSince = null;
    if (hidden > HIDDEN_MS) this.#wake();
  }

  #look(): void {
    this.day.setTimeout(() => {
      const gap = this.day.now() - this.#looked;
      this.#looked = this.day.now();
      if (gap > (this.day.isHidden() ? SLEPT_HIDDEN_MS : SLEPT_MS)) this.#wake();
      this.#look();
    }, LOOK_MS);
  }

  #wake(): void {
    const now = this.day.now();
    if (now - this.#wokeAt < ONCE_IN_MS) return;
    this.#wokeAt = now;
    this.onWake();
  }
}
