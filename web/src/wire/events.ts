/**
 * The page's one stream of facts. It keeps the cursor, notices a silent or broken stream and builds a new one; what
 * the frames mean is not its business. A browser's own reconnect has no back-off and gives up for good on any
 * status but 200, so an error always closes the source and a new one is made here.
 */
import type { Changed, Frame, Heartbeat, Hello } from "../domain/frame";

/** No frame of any kind for so long means that the stream is dead, whatever the socket says (contract). */
const SILENCE_MS = 25_000;
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 8_000;

export type Link = "connecting" | "live";

export interface EventsHandler {
  frame(frame: Frame): void;
  /** What the server says of itself: in a hello, and in heartbeats while saving fails. */
  hello(hello: Pick<Hello, "storage">): void;
  /** Something beside the facts is different now. Not said again: who had no connection has to ask for everything. */
  changed(what: readonly string[]): void;
  link(link: Link): void;
  /** The cursor is of no use: fetch the snapshot and answer its cursor. */
  reset(): Promise<string>;
  /** Asked before a second attempt: may this window still call at all? */
  mayCall(): Promise<boolean>;
}

/** The part of EventSource that is used. `moved` is not the browser's: open another one from your cursor, now. */
export interface Source {
  addEventListener(type: string, listener: (event: Heard) => void): void;
  close(): void;
}

export interface Heard {
  readonly data: string;
  readonly lastEventId: string;
}

export interface Surroundings {
  /** Follows the facts behind a cursor. */
  open(cursor: string): Source;
  setTimeout(run: () => void, ms: number): unknown;
  clearTimeout(timer: unknown): void;
  random(): number;
}

/** The server's own stream. */
export function connect(cursor: string): Source {
  return new EventSource(`/api/events?changes=1&after=${encodeURIComponent(cursor)}`);
}

export class Events {
  #cursor: string;
  #seen = 0;
  #source: Source | null = null;
  #silence: unknown = null;
  #wait: unknown = null;
  #failures = 0;
  #wasReset = false; // and no cursor was taken since
  #closed = false;

  constructor(
    cursor: string,
    readonly handler: EventsHandler,
    readonly around: Surroundings,
  ) {
    this.#cursor = cursor;
    this.#take(cursor);
  }

  open(): void {
    if (this.#closed) return;
    this.#drop();
    const source = this.around.open(this.#cursor);
    this.#source = source;
    this.#listen(source);
    this.#feedWatchdog();
  }

  close(): void {
    this.#closed = true;
    this.#drop();
  }

  /** The machine woke up, the network came back, the window was shown: do not wait for the watchdog. */
  wake(): void {
    if (this.#closed) return;
    this.#failures = 0;
    this.open();
  }

  #listen(source: Source): void {
    const on = (type: string, act: (data: string, id: string) => void) =>
      source.addEventListener(type, (event) => {
        if (source !== this.#source) return; // a source that was given up may still deliver
        this.#feedWatchdog();
        act(event.data, event.lastEventId);
      });
    on("message", (data, id) => this.#fact(JSON.parse(data) as Frame, id));
    on("hello", (data) => this.#hello(JSON.parse(data) as Hello));
    on("hb", (data) => this.#heartbeat(JSON.parse(data) as Heartbeat));
    on("changed", (data) => this.handler.changed((JSON.parse(data) as Changed).what));
    on("bye", () => this.#rebuild());
    on("error", () => this.#rebuild());
    on("moved", () => this.open());
  }

  #fact(frame: Frame, id: string): void {
    this.#seen = Math.max(this.#seen, frame.s);
    if (id !== "") this.#cursor = id;
    this.handler.frame(frame);
  }

  #hello(hello: Hello): void {
    this.handler.hello(hello);
    if (hello.reset) {
      void this.#reset(); // a failure of it counts with those before
      return;
    }
    this.#failures = 0;
    this.#wasReset = false;
    this.handler.link("live");
  }

  #heartbeat(beat: Heartbeat): void {
    if (beat.storage === "failed") this.handler.hello(beat);
    if (beat.head > this.#seen) this.open(); // frames were lost on the way: ask again from the cursor
  }

  async #reset(): Promise<void> {
    this.#drop();
    this.handler.link("connecting");
    try {
      this.#take(await this.handler.reset());
      if (this.#wasReset) {
        this.#rebuild(); // even a snapshot's cursor is refused: not as fast as snapshots come
        return;
      }
      this.#wasReset = true;
      this.open();
    } catch {
      this.#rebuild();
    }
  }

  #take(cursor: string): void {
    this.#cursor = cursor;
    this.#seen = Number(cursor.slice(cursor.lastIndexOf(".") + 1)) || 0;
  }

  #rebuild(): void {
    this.#drop();
    if (this.#closed) return;
    this.#failures += 1;
    this.handler.link("connecting");
    const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (this.#failures - 1));
    const wait = longest * (0.5 + this.around.random() / 2);
    this.#wait = this.around.setTimeout(() => void this.#retry(), wait);
  }

  async #retry(): Promise<void> {
    const attempt = this.#failures;
    if (attempt > 1 && !(await this.handler.mayCall())) return;
    if (this.#failures === attempt && this.#source === null) this.open();
  }

  #feedWatchdog(): void {
    this.around.clearTimeout(this.#silence);
    this.#silence = this.around.setTimeout(() => this.#rebuild(), SILENCE_MS);
  }

  #drop(): void {
    this.#source?.close();
    this.#source = null;
    this.around.clearTimeout(this.#silence);
    this.around.clearTimeout(this.#wait);
  }
}
