/** The connection, as the page tells a person about it. */
import { expect, test } from "vitest";
import { emptyConversation } from "../src/domain/conversation";
import type { Frame } from "../src/domain/frame";
import { Session } from "../src/state/session";
import { Store } from "../src/state/store";
import type { Heard, Source } from "../src/wire/events";
import { Server } from "../src/wire/server";
import { Clock, settled } from "./clock";

class FakeSource implements Source {
  readonly #listeners = new Map<string, (event: Heard) => void>();
  addEventListener(type: string, listener: (event: Heard) => void): void {
    this.#listeners.set(type, listener);
  }
  close(): void {}
  say(type: string, data: unknown = {}): void {
    this.#listeners.get(type)?.({ data: JSON.stringify(data), lastEventId: "" });
  }
}

class World {
  readonly clock = new Clock();
  readonly sources: FakeSource[] = [];
  readonly store = new Store();
  left = 0;
  woke = 0;
  status = 200;
  readonly session = new Session(
    this.store,
    new Server(async (path) => {
      const snapshot = { asOf: "e1.1", conversations: [], running: [], interrupts: [] };
      const body = this.status === 200 ? snapshot : { detail: "No.", code: "no" };
      return new Response(JSON.stringify(String(path) === "/api/snapshot" ? snapshot : body), {
        status: String(path) === "/api/snapshot" ? 200 : this.status,
      });
    }),
    {
      open: () => {
        const source = new FakeSource();
        this.sources.push(source);
        return source;
      },
      woke: () => {
        this.woke += 1;
      },
      leave: () => {
        this.left += 1;
      },
      setTimeout: this.clock.setTimeout,
      clearTimeout: this.clock.clearTimeout,
      random: () => 1,
      requestFrame: () => {},
    },
  );

  get source(): FakeSource {
    return this.sources[this.sources.length - 1] as FakeSource;
  }

  hello(storage: "ok" | "failed" = "ok"): void {
    this.source.say("hello", { epoch: "e1", head: 1, reset: false, storage });
  }
}

async function begun(): Promise<World> {
  const world = new World();
  void world.session.start();
  while (world.sources.length === 0) await new Promise((done) => setTimeout(done, 0));
  world.hello();
  return world;
}

test("a short break is not mentioned, a longer one is, and one that lasts can be ended by hand", async () => {
  const world = await begun();
  expect(world.store.now().link).toBe("live");
  world.source.say("error");
  await world.clock.pass(4_900);
  expect(world.store.now().link).toBe("connecting");
  await world.clock.pass(200);
  expect(world.store.now().link).toBe("lost");
  await world.clock.pass(24_800);
  expect(world.store.now().link).toBe("lost");
  await world.clock.pass(200);
  expect(world.store.now().link).toBe("stuck");
  const attempts = world.sources.length;
  world.session.wake();
  expect(world.sources.length).toBe(attempts + 1);
  expect(world.woke).toBe(1);
  world.hello();
  expect(world.store.now().link).toBe("live");
  await world.clock.pass(20_000);
  world.source.say("hb", { head: 1 });
  await world.clock.pass(20_000);
  expect(world.store.now().link).toBe("live");
});

test("saving that fails is said until a later hello says that it works", async () => {
  const world = await begun();
  world.hello("failed");
  expect(world.store.now().storage).toBe("failed");
  const attempts = world.sources.length;
  await world.clock.pass(10_000);
  expect(world.sources.length).toBe(attempts + 1); // it asks for a new hello
  world.hello("failed");
  await world.clock.pass(10_000);
  world.hello("ok");
  expect(world.store.now().storage).toBe("ok");
  const after = world.sources.length;
  await world.clock.pass(20_000);
  expect(world.sources.length).toBe(after);
});

test("a window whose session has ended leaves the connection to the others", async () => {
  const world = await begun();
  world.status = 401;
  await world.session.mayCall();
  await settled();
  expect(world.store.now().phase).toBe("ended");
  expect(world.left).toBe(1);
});

/** A server that answers a conversation when and as the test says. */
class Slow {
  readonly clock = new Clock();
  readonly asked: {
    id: string;
    whole: boolean;
    answer: (status: number, n?: number, more?: object) => Promise<void>;
  }[] = [];
  readonly store = new Store();
  readonly #frames: (() => void)[] = [];
  readonly session = new Session(
    this.store,
    new Server(
      (path) =>
        new Promise((done) => {
          const { pathname, search } = new URL(String(path), "http://runnel");
          const id = pathname.split("/").pop() ?? "";
          const answer = async (status: number, n = 0, more = {}): Promise<void> => {
            const body =
              status === 200 ? { ...emptyConversation(id), n, asOf: `e1.${n}`, ...more } : { detail: "No." };
            done(new Response(JSON.stringify(body), { status }));
            await new Promise((turn) => setTimeout(turn, 2));
          };
          this.asked.push({ id, whole: search === "", answer });
        }),
    ),
    {
      open: () => new FakeSource(),
      woke: () => {},
      leave: () => {},
      setTimeout: this.clock.setTimeout,
      clearTimeout: this.clock.clearTimeout,
      random: () => 1,
      requestFrame: (run) => this.#frames.push(run),
    },
  );

  open(id: string): void {
    this.store.dispatch({ type: "conversation opened", id });
    this.session.fetchMissing();
  }

  fact(n: number): void {
    this.session.frame({
      s: n,
      c: "a",
      n,
      e: { type: "CUSTOM", name: "runnel:conversation.changed", value: { title: "t" } },
    } as Frame);
    for (const run of this.#frames.splice(0)) run();
  }

  get n(): number | undefined {
    return this.store.now().open?.conversation?.n;
  }
}

test("a late answer to an older request does not replace a newer conversation", async () => {
  const slow = new Slow();
  slow.open("a");
  slow.open("b");
  slow.open("a");
  await slow.asked[2]?.answer(200, 50);
  expect(slow.n).toBe(50);
  await slow.asked[0]?.answer(200, 40);
  await slow.asked[1]?.answer(500);
  expect(slow.n).toBe(50);
  expect(slow.store.now().open?.failure).toBeNull();
});

test("of a long chat the end comes first, then the whole with what came meanwhile", async () => {
  const slow = new Slow();
  slow.open("a");
  expect(slow.asked[0]?.whole).toBe(false);
  await slow.asked[0]?.answer(200, 50, { title: "its end", before: 900 });
  expect(slow.store.now().open?.conversation?.title).toBe("its end");
  expect(slow.store.now().open?.conversation).not.toHaveProperty("before");
  slow.fact(51);
  expect(slow.asked.map(({ whole }) => whole)).toEqual([false, true]);
  expect(slow.n).toBe(50);
  await slow.asked[1]?.answer(200, 50, { title: "whole" });
  expect(slow.n).toBe(51);
  expect(slow.store.now().open?.conversation?.title).toBe("t");
  expect(slow.store.now().open?.fetch).toBe("done");
});

test("a long chat whose whole does not come keeps its end and is asked for again", async () => {
  const slow = new Slow();
  slow.open("a");
  await slow.asked[0]?.answer(200, 50, { before: 900 });
  await slow.asked[1]?.answer(503);
  expect(slow.n).toBe(50);
  await slow.clock.pass(3_000);
  expect(slow.asked[2]?.whole).toBe(true);
  await slow.asked[2]?.answer(200, 60);
  expect(slow.n).toBe(60);
});

test("a gap is asked about until it is filled, ever more rarely, however many facts arrive", async () => {
  const slow = new Slow();
  slow.open("a");
  await slow.asked[0]?.answer(200, 1);
  slow.fact(9);
  expect(slow.asked).toHaveLength(2);
  await slow.asked[1]?.answer(503);
  for (let n = 10; n < 40; n++) slow.fact(n);
  expect(slow.asked).toHaveLength(2);
  await slow.clock.pass(3_000);
  expect(slow.asked).toHaveLength(3);
  await slow.asked[2]?.answer(503);
  await slow.clock.pass(3_000);
  slow.fact(40);
  expect(slow.asked).toHaveLength(3);
  await slow.clock.pass(3_000);
  await slow.asked[3]?.answer(200, 20);
  expect(slow.n).toBe(40);
  expect(slow.store.now().open?.fetch).toBe("done");
});

test("a chat that could not be fetched without a connection is fetched when there is one", async () => {
  const slow = new Slow();
  slow.open("a");
  await slow.asked[0]?.answer(503);
  expect(slow.store.now().open?.failure).toBe("No.");
  slow.session.link("connecting");
  expect(slow.asked).toHaveLength(1);
  slow.session.link("live");
  expect(slow.asked).toHaveLength(2);
  await slow.asked[1]?.answer(200, 4);
  expect(slow.n).toBe(4);
  expect(slow.store.now().open?.failure).toBeNull();
});
