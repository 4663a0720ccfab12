/** The signs of a machine that slept. */
import { expect, test } from "vitest";
import { Wake } from "../src/wire/wake";
import { Clock } from "./clock";

class World {
  readonly clock = new Clock();
  slept = 0;
  hidden = false;
  readonly woke: number[] = [];
  readonly wake = new Wake(
    {
      now: () => this.clock.now + this.slept,
      isHidden: () => this.hidden,
      setTimeout: this.clock.setTimeout,
    },
    () => this.woke.push(this.clock.now),
  );

  hide(hidden: boolean): void {
    this.hidden = hidden;
    this.wake.visibility();
  }
}

test("F7 a machine that slept for half a minute is noticed within five seconds of its waking", async () => {
  const world = new World();
  await world.clock.pass(61_000);
  expect(world.woke).toEqual([]);
  world.slept += 31_000; // no timer ran meanwhile
  await world.clock.pass(5_000);
  expect(world.woke).toHaveLength(1);
});

test("a busy moment is not a sleep, and neither are the slow timers of a hidden window", async () => {
  const world = new World();
  world.slept += 20_000;
  await world.clock.pass(5_000);
  world.hide(true);
  world.slept += 60_000;
  await world.clock.pass(5_000);
  expect(world.woke).toEqual([]);
  world.slept += 3_600_000;
  await world.clock.pass(5_000);
  expect(world.woke).toHaveLength(1);
});

test("a window that was hidden for a while wakes when it is shown, one that was not does not", async () => {
  const world = new World();
  world.hide(true);
  await world.clock.pass(3_000);
  world.hide(false);
  expect(world.woke).toEqual([]);
  world.hide(true);
  await world.clock.pass(11_000);
  world.hide(false);
  expect(world.woke).toHaveLength(1);
});

test("several signs of one waking are one", async () => {
  const world = new World();
  world.hide(true);
  await world.clock.pass(20_000);
  world.slept += 60_000;
  world.wake.online();
  world.hide(false);
  expect(world.woke).toHaveLength(1);
  await world.clock.pass(2_000);
  world.wake.online();
  expect(world.woke).toHaveLength(2);
});
