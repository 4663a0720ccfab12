/** The two sources that `Events` may follow: a connection of this window's own, or what the elected window says. */
import type { Heard, Source } from "./events";
import type { Windows } from "./windows";

export const TYPES = ["message", "hello", "hb", "changed", "bye", "error"] as const;
export type Type = (typeof TYPES)[number];

class Listened {
  closed = false;
  readonly #listeners = new Map<string, (event: Heard) => void>();

  addEventListener(type: string, listener: (event: Heard) => void): void {
    this.#listeners.set(type, listener);
  }

  /** `moved` is not the browser's: open another source from your cursor, now. */
  hear(type: Type | "moved", data = "", lastEventId = ""): void {
    if (!this.closed) this.#listeners.get(type)?.({ data, lastEventId });
  }
}

/** The real connection of the elected window, or of one that is on its own. */
export class Own extends Listened implements Source {
  constructor(
    readonly real: Source,
    readonly onClose: () => void,
  ) {
    super();
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.real.close();
    this.onClose();
  }
}

/** What the elected window hands on, from the answer to this window's question. */
export class Follower extends Listened implements Source {
  term: string | null = null;
  q = 0;
  #timer: unknown = null;

  constructor(readonly windows: Pick<Windows, "setTimeout" | "clearTimeout">) {
    super();
  }

  /** Runs `act`, unless there is an answer before. */
  wait(ms: number, act: () => void): void {
    this.windows.clearTimeout(this.#timer);
    this.#timer = this.windows.setTimeout(() => {
      if (!this.closed) act();
    }, ms);
  }

  begin(term: string, q: number): void {
    this.windows.clearTimeout(this.#timer);
    this.term = term;
    this.q = q;
  }

  close(): void {
    this.closed = true;
    this.windows.clearTimeout(this.#timer);
  }
}
