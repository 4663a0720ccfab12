/** The EventSource client, told as what the server does and what the page then does. */
import { expect, test } from "vitest";
import type { Frame } from "../src/domain/frame";
import { Events, type EventsHandler, type Heard, type Source } from "../src/wire/events";
import { Clock } from "./clock";

class FakeSource implements Source {
  closed = false;
  readonly #listeners = new Map<string, (event: Heard) => void>();
  constructor(readonly cursor: string) {}
  addEventListener(type: string, listener: (event: Heard) => void): void {
    this.#listeners.set(type, listener);
  }
  close(): void {
    this.closed = true;
  }
  say(type: string, data: unknown = {}, id = ""): void {
    this.#listeners.get(type)?.({ data: JSON.stringify(data), lastEventId: id });
  }
}

class World implements EventsHandler {
  readonly sources: FakeSource[] = [];
  readonly links: string[] = [];
  readonly frames: number[] = [];
  readonly hellos: unknown[] = [];
  resets = 0;
  resetFails = false;
  allowed = true;
  readonly clock = new Clock();
  readonly events: Events;

  constructor(cursor = "e1.10") {
    this.events = new Events(cursor, this, {
      open: (from) => {
        const source = new FakeSource(from);
        this.sources.push(source);
        return source;
      },
      setTimeout: this.clock.setTimeout,
      clearTimeout: this.clock.clearTimeout,
      random: () => 1,
    });
    this.events.open();
  }

  get source(): FakeSource {
    return this.sources[this.sources.length - 1] as FakeSource;
  }

  pass(ms: number): Promise<void> {
    return this.clock.pass(ms);
  }

  frame(frame: Frame): void {
    this.frames.push(frame.s);
  }
  changed(): void {}
  hello(hello: unknown): void {
    this.hellos.push(hello);
  }
  link(link: string): void {
    this.links.push(link);
  }
  async reset(): Promise<string> {
    this.resets += 1;
    if (this.resetFails) throw new Error("no snapshot");
    return "e2.50";
  }
  async mayCall(): Promise<boolean> {
    return this.allowed;
  }
}

const hello = { epoch: "e1", head: 10, reset: false };
const fact = (s: number) => ({ s, c: "c1", n: s, e: { type: "CUSTOM", name: "x", value: {} } });

test("it opens from the cursor of the snapshot and is live after the hello", () => {
  const world = new World();
  world.source.say("hello", hello);
  expect(world.source.cursor).toBe("e1.10");
  expect(world.links).toEqual(["live"]);
});

test("after an error it closes the source and opens a new one from the last frame", async () => {
  const world = new World();
  world.source.say("hello", hello);
  world.source.say("message", fact(11), "e1.11");
  const first = world.source;
  first.say("error");
  expect(first.closed).toBe(true);
  await world.pass(250);
  expect(world.source).not.toBe(first);
  expect(world.source.cursor).toBe("e1.11");
});

test("each failure waits twice as long, up to eight seconds, and a hello begins anew", async () => {
  const world = new World();
  const waits: number[] = [];
  for (let round = 0; round < 8; round++) {
    const count = world.sources.length;
    world.source.say("error");
    const began = world.clock.now;
    while (world.sources.length === count) await world.pass(50);
    waits.push(world.clock.now - began);
  }
  expect(waits).toEqual([250, 500, 1000, 2000, 4000, 8000, 8000, 8000]);
  world.source.say("hello", hello);
  world.source.say("error");
  await world.pass(250);
  expect(world.sources.length).toBe(10);
});

test("25 seconds without any frame end the stream; heartbeats keep it", async () => {
  const world = new World();
  world.source.say("hello", hello);
  await world.pass(20_000);
  world.source.say("hb", { head: 10 });
  await world.pass(20_000);
  expect(world.sources.length).toBe(1);
  await world.pass(5_300);
  expect(world.sources.length).toBe(2);
});

test("a heartbeat whose head is beyond what was seen reconnects at once", () => {
  const world = new World();
  world.source.say("hello", hello);
  world.source.say("message", fact(11), "e1.11");
  world.source.say("hb", { head: 11 });
  expect(world.sources.length).toBe(1);
  world.source.say("hb", { head: 12 });
  expect(world.sources.length).toBe(2);
  expect(world.source.cursor).toBe("e1.11");
});

test("a reset fetches the snapshot and follows from its cursor", async () => {
  const world = new World();
  world.source.say("hello", { ...hello, epoch: "e2", reset: true });
  await world.pass(0);
  await Promise.resolve();
  expect(world.resets).toBe(1);
  expect(world.source.cursor).toBe("e2.50");
  world.source.say("hello", { epoch: "e2", head: 50, reset: false });
  expect(world.links).toEqual(["connecting", "live"]);
});

test("a snapshot that fails again and again is asked for ever more rarely", async () => {
  const world = new World();
  world.resetFails = true;
  const waits: number[] = [];
  for (let round = 0; round < 6; round++) {
    const count = world.sources.length;
    world.source.say("hello", { ...hello, reset: true });
    await world.pass(0);
    const began = world.clock.now;
    while (world.sources.length === count) await world.pass(50);
    waits.push(world.clock.now - began);
  }
  expect(waits).toEqual([250, 500, 1000, 2000, 4000, 8000]);
});

test("a cursor that is refused again and again costs ever fewer snapshots", async () => {
  const world = new World();
  const waits: number[] = [];
  for (let round = 0; round < 5; round++) {
    const count = world.sources.length;
    world.source.say("hello", { ...hello, reset: true });
    const began = world.clock.now;
    await world.pass(0);
    while (world.sources.length === count) await world.pass(50);
    waits.push(world.clock.now - began);
  }
  expect(waits).toEqual([0, 250, 500, 1000, 2000]);
  expect(world.resets).toBe(5);
  world.source.say("hello", hello);
  world.source.say("hello", { ...hello, reset: true });
  await world.pass(0);
  expect(world.sources.length).toBe(7);
});

test("a goodbye is followed by a new attempt", async () => {
  const world = new World();
  world.source.say("hello", hello);
  world.source.say("bye");
  expect(world.sources[0]?.closed).toBe(true);
  await world.pass(250);
  expect(world.sources.length).toBe(2);
});

test("a source that was given up is not listened to any more", async () => {
  const world = new World();
  const old = world.source;
  old.say("error");
  await world.pass(250);
  old.say("message", fact(11), "e1.11");
  expect(world.frames).toEqual([]);
});

test("waking up looks at the stream again at once", () => {
  const world = new World();
  world.source.say("hello", hello);
  world.events.wake();
  expect(world.sources.length).toBe(2);
});

test("a window whose session has ended stops trying", async () => {
  const world = new World();
  world.allowed = false;
  world.source.say("error");
  await world.pass(250);
  world.source.say("error");
  await world.pass(60_000);
  expect(world.sources.length).toBe(2);
});
