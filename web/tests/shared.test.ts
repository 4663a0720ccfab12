/** Several windows and one connection: who has it, what the others hear, and what happens when it goes away. */
import { expect, test } from "vitest";
import type { Locks } from "../src/wire/windows";
import { settled } from "./clock";
import { Browser, Window } from "./windows";

const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => from + at);

test("eight windows have one connection and see the same, each thing once", async () => {
  const browser = new Browser();
  const windows = await browser.windowsOpen(8);
  await browser.write(50);
  expect(browser.server.open.size).toBe(1);
  expect(browser.server.most).toBe(1);
  for (const window of windows) expect(window.seen).toEqual(numbers(11, 60));
});

test("what is different beside the log is said to every window", async () => {
  const browser = new Browser();
  const windows = await browser.windowsOpen(3);
  browser.server.tell("settings", "prompts");
  await settled();
  expect(windows.map(({ changes }) => changes)).toEqual(Array(3).fill([["settings", "prompts"]]));
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
