import { expect, test } from "vitest";
import { isOurWindow, Pulse } from "../src/wire/pulse";
import { Clock } from "./clock";

function page() {
  const clock = new Clock();
  const told: boolean[] = [];
  const now = { hidden: false };
  const pulse = new Pulse({
    isHidden: () => now.hidden,
    beat: (shown) => told.push(shown),
    setTimeout: (run, ms) => clock.setTimeout(run, ms),
  });
  return { clock, told, now, pulse };
}

test("a page that is shown beats once a second, and a hidden one says so once and is silent", async () => {
  const { clock, told, now, pulse } = page();
  await clock.pass(3_000);
  expect(told).toEqual([true, true, true, true]);
  now.hidden = true;
  pulse.changed();
  await clock.pass(5_000);
  expect(told.slice(4)).toEqual([false]);
  now.hidden = false;
  pulse.changed();
  await clock.pass(1_000);
  expect(told.slice(5)).toEqual([true, true]);
});

test("a page that waits for the printer is not waited for", async () => {
  const { clock, told, pulse } = page();
  pulse.stands(true);
  await clock.pass(4_000);
  pulse.stands(false);
  expect(told).toEqual([true, false, true]);
});

test("only the window of our own has a pulse", () => {
  expect(
    isOurWindow("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/605.1.15 Version/18.0 Safari/605.1.15 Runnel"),
  ).toBe(true);
  expect(
    isOurWindow("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/156.0.0.0 Safari/537.36"),
  ).toBe(false);
});
