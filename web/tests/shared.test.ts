/** Several windows and one connection: who has it, what the others hear, and what happens when it goes away. */
import { expect, test } from "vitest";
import type { Frame } from "../src/domain/frame";
import { Events, type Heard, type Source } from "../src/wire/events";
import { SharedStream } from "../src/wire/shared";
import type { Locks } from "../src/wire/windows";
import { Clock, settled } from "./clock";

/** A server with a log: every connection gets what is behind its cursor, then what happens. */
class FakeServer {
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
class FakeLocks {
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

class Browser {
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

class Window {
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

const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => from + at);

test("eight windows have one connection and see the same, each thing once", async () => {
  const browser = new Browser();
  const windows = await browser.windowsOpen(8);
  await browser.write(50);
  expect(browser.server.open.size).toBe(1);
  expect(browser.server.most).toBe(1);
  for (const window of windows) expect(window.seen).toEqual(numbers(11, 60));
});

test("a window that is opened late gets what came since its snapshot, and fetches nothing again", async () => {
  const browser = new Browser();
  await browser.windowsOpen(1);
  await browser.write(5);
  const late = new Window(browser, "late");
  browser.windows.add(late);
  await browser.write(20); // between its snapshot and its stream
  late.events.open();
  await settled();
  await browser.write(5);
  expect(late.seen).toEqual(numbers(16, 40));
  expect(late.resets).toBe(0);
});

test("when the window with the connection closes another takes over from its own cursor", async () => {
  const browser = new Browser();
  const [first, second, third] = await browser.windowsOpen(3);
  await browser.write(5);
  first?.close();
  await browser.write(5); // nobody is connected
  await settled();
  await browser.write(5);
  expect(browser.server.open.size).toBe(1);
  expect(browser.server.most).toBe(1);
  expect(second?.seen).toEqual(numbers(11, 25));
  expect(third?.seen).toEqual(numbers(11, 25));
  expect([second?.resets, third?.resets]).toEqual([0, 0]);
});

test("windows close one after the other, and the last one still sees everything once", async () => {
  const browser = new Browser();
  const windows = await browser.windowsOpen(6);
  for (const window of windows.slice(0, 5)) {
    await browser.write(3);
    window.close();
    await browser.write(3);
    await browser.clock.pass(10);
  }
  expect(windows[5]?.seen).toEqual(numbers(11, 40));
  expect(windows[5]?.resets).toBe(0);
  expect(browser.server.most).toBe(1);
});

test("a message that got lost between windows is asked for again", async () => {
  const browser = new Browser();
  const [, second] = await browser.windowsOpen(2);
  if (second) second.loses = 2;
  await browser.write(6);
  await settled();
  await browser.write(1);
  expect(second?.seen).toEqual(numbers(11, 17));
  expect(second?.resets).toBe(0);
});

test("a window that is too far behind fetches anew instead of having a hole", async () => {
  const browser = new Browser();
  await browser.windowsOpen(1);
  const late = new Window(browser, "late");
  browser.windows.add(late);
  await browser.write(5_000); // more than is kept for it
  late.events.open();
  await browser.clock.pass(10);
  await browser.write(3);
  expect(late.resets).toBe(1);
  expect(late.seen).toEqual(numbers(11, 5_013));
});

test("a server that is started anew is followed by all windows without fetching", async () => {
  const browser = new Browser();
  const windows = await browser.windowsOpen(3);
  await browser.write(5);
  browser.server.restart();
  await browser.write(5);
  await browser.clock.pass(1_000);
  await browser.write(5);
  for (const window of windows) {
    expect(window.seen).toEqual(numbers(11, 25));
    expect(window.resets).toBe(0);
    expect(window.linked).toBe("live");
  }
});

test("a window that is opened when the server was just started anew follows, and asks once", async () => {
  const browser = new Browser();
  await browser.windowsOpen(1);
  browser.server.restart();
  await browser.clock.pass(1_000);
  const late = await browser.window(); // its cursor is of the new start, of which nothing has been heard yet
  expect(late.resets).toBe(0);
  await browser.write(3);
  expect(late.seen).toEqual(numbers(11, 13));
  expect(browser.server.open.size).toBe(1);
});

test("a foreign log resets every window once", async () => {
  const browser = new Browser();
  const windows = await browser.windowsOpen(3);
  browser.server.known.clear();
  browser.server.restart();
  await browser.clock.pass(1_000);
  await browser.write(5);
  for (const window of windows) {
    expect(window.seen).toEqual(numbers(11, 15));
    expect(window.resets).toBe(1);
  }
  expect(browser.server.open.size).toBe(1);
});

test("a window with the connection that hangs loses it, and follows when it is back", async () => {
  const browser = new Browser();
  const [first, second, third] = await browser.windowsOpen(3);
  if (first) first.hangs = true;
  await browser.write(5); // goes to the one that hangs
  expect(second?.seen).toEqual([]);
  await browser.clock.pass(40_000); // the watchdog, two silences
  expect(second?.seen).toEqual(numbers(11, 15));
  expect(third?.seen).toEqual(numbers(11, 15));
  expect(browser.server.most).toBeLessThanOrEqual(2);
  if (first) first.hangs = false;
  await browser.write(5);
  await browser.clock.pass(60_000);
  await browser.write(5);
  for (const window of [first, second, third]) expect(window?.seen).toEqual(numbers(11, 25));
  expect(browser.server.open.size).toBe(1);
});

test("who heard more than the window that takes over does not see it twice", async () => {
  const browser = new Browser();
  const [first, second, third] = await browser.windowsOpen(3);
  await browser.write(3);
  if (second) second.loses = 2;
  await browser.write(2);
  expect(second?.seen).toEqual(numbers(11, 13));
  browser.server.reachable = false; // so that the third asks before the second is connected
  first?.close();
  await browser.write(3);
  await browser.clock.pass(10);
  browser.server.reachable = true;
  await browser.clock.pass(1_000);
  expect(second?.seen).toEqual(numbers(11, 18));
  expect(third?.seen).toEqual(numbers(11, 18));
});

test("a window that went on following the one that was replaced is told", async () => {
  const browser = new Browser();
  const [first, , third] = await browser.windowsOpen(3);
  if (first) first.hangs = true;
  browser.locks.tellsLate = true;
  while (browser.locks.tells.length === 0) await browser.clock.pass(500);
  if (first) first.hangs = false;
  third?.events.wake(); // asks, and the old one still answers
  await settled();
  browser.locks.tell();
  await settled();
  await browser.write(5);
  expect(third?.seen).toEqual(numbers(11, 15));
  expect(first?.seen).toEqual(numbers(11, 15));
  expect(browser.server.open.size).toBe(1);
});

test("while the server is away the windows wait, and all go on when it is back", async () => {
  const browser = new Browser();
  const windows = await browser.windowsOpen(3);
  browser.server.reachable = false;
  for (const connection of [...browser.server.open]) connection.hear("error", undefined);
  await browser.clock.pass(30_000);
  for (const window of windows) expect(window.linked).toBe("connecting");
  browser.server.reachable = true;
  await browser.write(5);
  await browser.clock.pass(10_000);
  for (const window of windows) {
    expect(window.linked).toBe("live");
    expect(window.seen).toEqual(numbers(11, 15));
  }
  expect(browser.server.open.size).toBe(1);
});

test("a window that woke up makes the one with the connection look at it", async () => {
  const browser = new Browser();
  const [, second] = await browser.windowsOpen(2);
  const [before] = browser.server.open;
  second?.shared.woke();
  second?.events.wake();
  await settled();
  const [after] = browser.server.open;
  expect(after).not.toBe(before);
  expect(browser.server.open.size).toBe(1);
  await browser.write(2);
  expect(second?.seen).toEqual([11, 12]);
});

test("a window whose session has ended gives the connection up", async () => {
  const browser = new Browser();
  const [first, second] = await browser.windowsOpen(2);
  first?.events.close();
  first?.shared.leave();
  await browser.write(3);
  await settled();
  expect(second?.seen).toEqual(numbers(11, 13));
});

test("locks that never answer are as good as none", async () => {
  const browser = new Browser();
  const window = await browser.window({ locks: () => ({ request: () => new Promise(() => {}) }) });
  await browser.clock.pass(10_000);
  await browser.write(3);
  expect(window.seen).toEqual(numbers(11, 13));
});

test("without locks each window is on its own", async () => {
  const browser = new Browser();
  const none = (): Locks => {
    throw new Error("no locks");
  };
  const refusing = (): Locks => ({ request: () => Promise.reject(new Error("SecurityError")) });
  const windows = [await browser.window({ locks: none }), await browser.window({ locks: refusing })];
  await browser.clock.pass(10);
  await browser.write(3);
  expect(browser.server.open.size).toBe(2);
  for (const window of windows) expect(window.seen).toEqual(numbers(11, 13));
});
