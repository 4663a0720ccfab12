/** The connection, as the page tells a person about it. */
import { expect, test } from "vitest";
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
  await world.clock.pass(1_900);
  expect(world.store.now().link).toBe("connecting");
  await world.clock.pass(200);
  expect(world.store.now().link).toBe("lost");
  await world.clock.pass(8_000);
  expect(world.store.now().link).toBe("stuck");
  const attempts = world.sources.length;
  world.session.wake();
  expect(world.sources.length).toBe(attempts + 1);
  expect(world.woke).toBe(1);
  world.hello();
  expect(world.store.now().link).toBe("live");
  await world.clock.pass(15_000);
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
