/** Windows of one browser, their locks and their channel, and a server whose log they follow. */
import type { Frame } from "../src/domain/frame";
import { Events, type Heard, type Source } from "../src/wire/events";
import { SharedStream } from "../src/wire/shared";
import type { Locks } from "../src/wire/windows";
import { Clock, settled } from "./clock";

/** A server with a log: every connection gets what is behind its cursor, then what happens. */
export class FakeServer {
  epoch = "e1";
  head = 10;
  reachable = true;
  known = new Set(["e1"]);
  most = 0;
  readonly log: Frame[] = [];
  readonly open = new Set<Connection>();

  connect(cursor: string): Source {
    const connection = new Connection(this, cursor);
    this.open.add(connection);
    this.most = Math.max(this.most, this.open.size);
    void Promise.resolve().then(() => connection.begin());
    return connection;
  }

  write(count = 1): void {
    for (let made = 0; made < count; made++) {
      this.head += 1;
      const s = this.head;
      this.log.push({ s, c: "c1", n: s, e: { type: "CUSTOM", name: "x", value: {} } });
    }
    for (const connection of this.open) connection.deliver();
  }

  /** Something beside the log is different now. */
  tell(...what: string[]): void {
    for (const connection of this.open) connection.hear("changed", { what });
  }

  restart(): void {
    this.epoch = `e${Number(this.epoch.slice(1)) + 1}`;
    this.known.add(this.epoch);
    for (const connection of [...this.open]) connection.hear("error", undefined);
  }
}

class Connection implements Source {
  closed = false;
  #at: number;
  readonly #epoch: string;
  readonly #listeners = new Map<string, (event: Heard) => void>();

  constructor(
    readonly server: FakeServer,
    cursor: string,
  ) {
    const [epoch = "", s = ""] = cursor.split(".");
    this.#epoch = epoch;
    this.#at = Number(s);
  }

  begin(): void {
    if (this.closed) return;
    if (!this.server.reachable) {
      this.hear("error", undefined);
      return;
    }
    const { epoch, head, known } = this.server;
    this.hear("hello", { epoch, head, reset: !known.has(this.#epoch), storage: "ok" });
    this.#begun = true;
    this.deliver();
  }

  #begun = false;

  deliver(): void {
    if (!this.#begun) return;
    for (const frame of this.server.log) {
      if (this.closed || frame.s <= this.#at) continue;
      this.#at = frame.s;
      this.hear("message", frame, `${this.server.epoch}.${frame.s}`);
    }
  }

  addEventListener(type: string, listener: (event: Heard) => void): void {
    this.#listeners.set(type, listener);
  }

  hear(type: string, data: unknown, lastEventId = ""): void {
    if (!this.closed) this.#listeners.get(type)?.({ data: JSON.stringify(data), lastEventId });
  }

  close(): void {
    this.closed = true;
    this.server.open.delete(this);
  }
}

/** Web Locks for one name, as the standard has them. */
export class FakeLocks {
  #held: { owner: object; reject: (error: Error) => void } | null = null;
  #queue: { owner: object; hold: () => Promise<void>; done: () => void; reject: (error: Error) => void }[] =
    [];

  /** Whether a window learns late that its lock was taken. */
  tellsLate = false;
  readonly tells: (() => void)[] = [];

  tell(): void {
    for (const tell of this.tells.splice(0)) tell();
  }

  of(owner: object): Locks {
    return {
      request: (_name, options, hold) =>
        new Promise<void>((done, reject) => {
          const place = { owner, hold, done, reject };
          options.signal?.addEventListener("abort", () => {
            if (!this.#queue.includes(place)) return;
            this.#queue = this.#queue.filter((other) => other !== place);
            reject(new Error("AbortError"));
          });
          if (options.steal) {
            const robbed = this.#held;
            this.#held = null;
            if (robbed) this.tells.push(() => robbed.reject(new Error("AbortError")));
            if (!this.tellsLate) this.tell();
            this.#queue.unshift(place);
          } else this.#queue.push(place);
          void Promise.resolve().then(() => this.#grant());
        }),
    };
  }

  /** The browser does this when a window goes away without a word. */
  drop(owner: object): void {
    this.#queue = this.#queue.filter((place) => place.owner !== owner);
    if (this.#held?.owner === owner) this.#held = null;
    this.#grant();
  }

  #grant(): void {
    if (this.#held !== null) return;
    const place = this.#queue.shift();
    if (place === undefined) return;
    const held = { owner: place.owner, reject: place.reject };
    this.#held = held;
    void place.hold().then(() => {
      place.done();
      if (this.#held === held) this.#held = null;
      this.#grant();
    });
  }
}

export class Browser {
  readonly clock = new Clock();
  readonly server = new FakeServer();
  readonly locks = new FakeLocks();
  readonly windows = new Set<Window>();

  async window(options: { locks?: () => Locks } = {}): Promise<Window> {
    const window = new Window(this, `w${this.windows.size + 1}`, options.locks);
    this.windows.add(window);
    window.events.open();
    await settled();
    return window;
  }

  async windowsOpen(count: number): Promise<Window[]> {
    const made: Window[] = [];
    for (let at = 0; at < count; at++) made.push(await this.window());
    return made;
  }

  async write(count = 1): Promise<void> {
    this.server.write(count);
    await settled();
  }
}

export class Window {
  readonly seen: number[] = [];
  resets = 0;
  /** It neither hears nor says anything, as one that hangs. */
  hangs = false;
  /** The numbers of messages that get lost on the way to it. */
  loses: number | null = null;
  readonly heard: ((message: unknown) => void)[] = [];
  readonly shared: SharedStream;
  readonly events: Events;

  constructor(
    readonly browser: Browser,
    readonly name: string,
    locks: () => Locks = () => browser.locks.of(this),
  ) {
    const { clock, server } = browser;
    this.shared = new SharedStream({
      connect: (cursor) => server.connect(cursor),
      locks,
      channel: (_name, hear) => {
        this.heard.push(hear);
        return {
          postMessage: (message) => {
            const copy = structuredClone(message);
            for (const other of browser.windows) if (other !== this) other.hear(copy, this);
          },
          close: () => this.heard.splice(0),
        };
      },
      setTimeout: clock.setTimeout,
      clearTimeout: clock.clearTimeout,
      newId: () => name,
    });
    this.events = new Events(`${server.epoch}.${server.head}`, this, {
      open: (cursor) => this.shared.open(cursor),
      setTimeout: clock.setTimeout,
      clearTimeout: clock.clearTimeout,
      random: () => 1,
    });
  }

  hear(message: unknown, from: Window): void {
    void Promise.resolve().then(() => {
      if (this.hangs || from.hangs) return;
      if (this.loses !== null && (message as { kind: string }).kind === "event" && this.loses-- > 0) return;
      for (const hear of this.heard) hear(message);
    });
  }

  /** Closed by the person: nothing of it runs any more. */
  close(): void {
    this.browser.windows.delete(this);
    this.events.close();
    this.heard.splice(0);
    this.browser.locks.drop(this);
  }

  linked = "";
  link(link: string): void {
    this.linked = link;
  }
  frame(frame: Frame): void {
    this.seen.push(frame.s);
  }
  readonly changes: (readonly string[])[] = [];
  changed(what: readonly string[]): void {
    this.changes.push(what);
  }
  hello(): void {}
  async reset(): Promise<string> {
    this.resets += 1;
    const { epoch, head } = this.browser.server;
    for (let s = (this.seen[this.seen.length - 1] ?? 10) + 1; s <= head; s++) this.seen.push(s); // the snapshot has them
    return `${epoch}.${head}`;
  }
  async mayCall(): Promise<boolean> {
    return true;
  }
}
