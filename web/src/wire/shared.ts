/**
 * One connection for all windows. A browser gives an origin six, and each EventSource keeps one: with a few windows
 * open nothing else would get through. The windows elect one by a Web Lock; it has the EventSource and hands every
 * event on over a BroadcastChannel as it came. To `Events` it is a source like any other, so each window has its own
 * cursor and watchdog and takes each fact once, also when the elected window closes and another follows it.
 *
 * It knows nothing of what the frames mean. Where a browser has no locks or no channel, each window is on its own.
 */
import type { Heard, Source } from "./events";
import { type RawFrame, Recent } from "./recent";

const NAME = "runnel-events-1"; // the number is that of the messages below
/** An elected window answers at once if it lives at all; after two silences its place is taken. */
const SILENT_MS = 2_000;
const SILENCES = 2;
/** It lives, but has no connection itself: ask again after this. */
const NO_CONNECTION_MS = 8_000;
const WAKE_PAUSE_MS = 1_000;
const TYPES = ["message", "hello", "hb", "bye", "error"] as const;
type Type = (typeof TYPES)[number];

/** The parts of LockManager and BroadcastChannel that are used; tests hand in fakes. */
export interface Locks {
  request(
    name: string,
    options: { steal?: boolean; signal?: AbortSignal },
    hold: () => Promise<void>,
  ): Promise<unknown>;
}

export interface Channel {
  postMessage(message: unknown): void;
  close(): void;
}

export interface Windows {
  connect(cursor: string): Source;
  locks(): Locks;
  channel(name: string, hear: (message: unknown) => void): Channel;
  setTimeout(run: () => void, ms: number): unknown;
  clearTimeout(timer: unknown): void;
  newId(): string;
}

type Message =
  | { kind: "elected"; term: string }
  | { kind: "gone"; term: string }
  | { kind: "event"; term: string; q: number; type: Type; data: string; id: string }
  | { kind: "ask"; from: string; after: string }
  | { kind: "wait"; to: string }
  | { kind: "answer"; to: string; term: string; q: number; hello: string; frames: readonly RawFrame[] | null }
  | { kind: "woke" };

export class SharedStream {
  readonly #id: string;
  readonly #recent = new Recent();
  #role: "follower" | "elected" | "alone" = "follower";
  #locks: Locks | null = null;
  #channel: Channel | null = null;
  #place: AbortController | null = null;
  #resign: (() => void) | null = null;
  #left = false;
  #source: Follower | Own | null = null;
  #silences = 0;
  // While elected:
  #term = "";
  #terms = 0;
  #q = 0;
  #hello: string | null = null; // null while there is no connection
  #asking = new Map<string, string>();
  #wokeLately = false;

  constructor(readonly windows: Windows) {
    this.#id = windows.newId();
  }

  /** A source of what comes after the cursor. There is one at a time: the one before it was closed. */
  open(cursor: string): Source {
    this.#enter();
    this.#recent.follow(cursor);
    this.#source = this.#role === "follower" ? this.#follow(cursor) : this.#connect(cursor);
    return this.#source;
  }

  /** This window noticed that the machine slept: the connection may be dead, whichever window has it. */
  woke(): void {
    if (this.#role === "follower") this.#say({ kind: "woke" });
  }

  /** This window ends, or may not call any more: another one is elected. */
  leave(): void {
    this.#left = true;
    this.#place?.abort();
    this.#resign?.();
    this.#channel?.close();
    this.#channel = null;
  }

  // --- the election ---------------------------------------------------------------------------------

  #enter(): void {
    if (this.#locks !== null || this.#role === "alone") return;
    try {
      this.#locks = this.windows.locks();
      this.#channel = this.windows.channel(NAME, (message) => this.#hear(message as Message));
      this.#stand(false);
    } catch {
      this.#role = "alone";
    }
  }

  #stand(steal: boolean): void {
    this.#place?.abort();
    const place = new AbortController();
    this.#place = place;
    const hold = (): Promise<void> => {
      if (this.#left || place !== this.#place) return Promise.resolve();
      return new Promise((resign) => {
        this.#resign = resign;
        this.#elected();
      });
    };
    this.#locks?.request(NAME, steal ? { steal } : { signal: place.signal }, hold).catch(() => {
      if (!this.#left && place === this.#place) this.#lost();
    });
  }

  #elected(): void {
    this.#role = "elected";
    this.#terms += 1;
    this.#term = `${this.#id}.${this.#terms}`;
    this.#q = 0;
    this.#hello = null;
    this.#say({ kind: "elected", term: this.#term });
    this.#source?.hear("moved");
  }

  /** Another window took this one's place, or there are no locks after all. */
  #lost(): void {
    const was = this.#role;
    this.#resign = null;
    this.#asking.clear();
    this.#role = was === "elected" ? "follower" : "alone";
    if (was === "elected") {
      this.#say({ kind: "gone", term: this.#term });
      this.#stand(false);
    }
    this.#source?.hear("moved");
  }

  #alone(): void {
    this.#role = "alone";
    this.#source?.hear("moved");
  }

  // --- while elected, or alone ----------------------------------------------------------------------

  #connect(cursor: string): Own {
    const real = this.windows.connect(cursor);
    const own = new Own(real, () => {
      if (this.#source === own) this.#hello = null;
    });
    for (const type of TYPES) {
      real.addEventListener(type, (event) => {
        const [data, id] = [event.data ?? "", event.lastEventId ?? ""]; // an error has neither
        if (own.closed || (type === "message" && !this.#recent.add({ data, id }))) return;
        if (this.#role === "elected") this.#handOn(type, data, id);
        own.hear(type, data, id);
        if (type === "hello") this.#answerAll();
      });
    }
    return own;
  }

  #handOn(type: Type, data: string, id: string): void {
    if (type === "hello") this.#hello = (JSON.parse(data) as { reset?: boolean }).reset ? null : data;
    if (type === "error" || type === "bye") this.#hello = null;
    this.#q += 1;
    this.#say({ kind: "event", term: this.#term, q: this.#q, type, data, id });
  }

  #answer(to: string, after: string): void {
    if (this.#hello === null) {
      this.#asking.set(to, after);
      this.#say({ kind: "wait", to });
      return;
    }
    const frames = this.#recent.after(after);
    this.#say({ kind: "answer", to, term: this.#term, q: this.#q, hello: this.#hello, frames });
  }

  #answerAll(): void {
    if (this.#hello === null) return;
    const asking = [...this.#asking];
    this.#asking.clear();
    for (const [to, after] of asking) this.#answer(to, after);
  }

  // --- while following ------------------------------------------------------------------------------

  #follow(cursor: string): Follower {
    const follower = new Follower(this.windows);
    this.#say({ kind: "ask", from: this.#id, after: cursor });
    follower.wait(SILENT_MS, () => {
      this.#silences += 1;
      if (this.#silences >= SILENCES) {
        this.#silences = 0;
        this.#stand(true);
        follower.wait(SILENT_MS, () => this.#alone()); // locks that never answer are none
      } else follower.hear("error");
    });
    return follower;
  }

  #hear(message: Message): void {
    if (this.#left) return;
    if (this.#role === "elected") {
      if (message.kind === "ask") this.#answer(message.from, message.after);
      if (message.kind === "woke") this.#wake();
      return;
    }
    const source = this.#source;
    if (this.#role !== "follower" || !(source instanceof Follower) || source.closed) return;
    switch (message.kind) {
      case "gone":
        if (message.term === source.term) source.hear("moved");
        return;
      case "elected":
        this.#silences = 0;
        source.hear("moved");
        return;
      case "wait":
        if (message.to !== this.#id) return;
        this.#silences = 0;
        source.wait(NO_CONNECTION_MS, () => source.hear("error"));
        return;
      case "answer":
        if (message.to === this.#id) this.#answered(source, message);
        return;
      case "event":
        this.#event(source, message);
        return;
    }
  }

  #answered(source: Follower, answer: Extract<Message, { kind: "answer" }>): void {
    if (source.term !== null) return;
    this.#silences = 0;
    source.begin(answer.term, answer.q);
    if (answer.frames === null) {
      const hello: unknown = JSON.parse(answer.hello);
      source.hear("hello", JSON.stringify({ ...(hello as object), reset: true })); // too far behind: fetch anew
      return;
    }
    source.hear("hello", answer.hello);
    for (const frame of answer.frames) this.#fact(source, frame.data, frame.id);
  }

  #event(source: Follower, event: Extract<Message, { kind: "event" }>): void {
    if (event.term !== source.term) return; // what comes before the answer is in the answer: messages keep their order
    if (event.q !== source.q + 1) {
      source.hear("moved"); // something was lost on the way here
      return;
    }
    source.q = event.q;
    if (event.type === "message") this.#fact(source, event.data, event.id);
    else source.hear(event.type, event.data, event.id);
  }

  #fact(source: Follower, data: string, id: string): void {
    if (this.#recent.add({ data, id })) source.hear("message", data, id);
  }

  #wake(): void {
    if (this.#wokeLately) return;
    this.#wokeLately = true;
    this.windows.setTimeout(() => {
      this.#wokeLately = false;
    }, WAKE_PAUSE_MS);
    this.#source?.hear("moved");
  }

  #say(message: Message): void {
    this.#channel?.postMessage(message);
  }
}

class Listened {
  closed = false;
  readonly #listeners = new Map<string, (event: Heard) => void>();

  addEventListener(type: string, listener: (event: Heard) => void): void {
    this.#listeners.set(type, listener);
  }

  hear(type: Type | "moved", data = "", lastEventId = ""): void {
    if (!this.closed) this.#listeners.get(type)?.({ data, lastEventId });
  }
}

/** The real connection of the elected window, or of one that is on its own. */
class Own extends Listened implements Source {
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
class Follower extends Listened implements Source {
  term: string | null = null;
  q = 0;
  #timer: unknown = null;

  constructor(readonly windows: Windows) {
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

/** The browser's own. Each part may be missing, or throw when it is touched. */
export function browserWindows(connect: (cursor: string) => Source): Windows {
  return {
    connect,
    locks: () => {
      if (navigator.locks === undefined) throw new Error("no locks");
      return navigator.locks;
    },
    channel: (name, hear) => {
      const channel = new BroadcastChannel(name);
      channel.onmessage = (event) => hear(event.data);
      return channel;
    },
    setTimeout: (run, ms) => setTimeout(run, ms),
    clearTimeout: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout>),
    newId: () => crypto.randomUUID(),
  };
}
