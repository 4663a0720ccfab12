// @vitest-environment happy-dom
/** The list of chats: its lines, its order, its keys. */
import { expect, test } from "vitest";
import type { Summary } from "../src/domain/conversation";
import { rowsOf } from "../src/domain/days";
import { initial } from "../src/state/app";
import { reduce } from "../src/state/reduce";
import { inHeldOrder, isPinnedAnew } from "../src/ui/held-order";
import { lineAfter, Typed } from "../src/ui/row-keys";

const NOW = new Date(2026, 10, 22, 12).getTime();
const HOUR = 3_600_000;
const chat = (id: string, hoursAgo: number, more: Partial<Summary> = {}): Summary => ({
  id,
  title: id,
  updatedAt: NOW - hoursAgo * HOUR,
  running: false,
  ...more,
});

test("chats stand under their days, pinned ones above all", () => {
  const rows = rowsOf(
    [chat("p", 900, { pinned: true }), chat("a", 1), chat("b", 20), chat("c", 60), chat("d", 999)],
    NOW,
  );
  expect(rows.map((row) => (row.kind === "day" ? row.name : `${row.place} ${row.item.id}`))).toEqual([
    "Pinned",
    "0 p",
    "Today",
    "1 a",
    "Yesterday",
    "2 b",
    "Last 7 days",
    "3 c",
    "Older",
    "4 d",
  ]);
});

test("10,000 chats are put under their days within a frame", () => {
  const many = Array.from({ length: 10_000 }, (_, at) => chat(`c${at}`, at));
  const times = Array.from({ length: 5 }, () => {
    const began = performance.now();
    expect(rowsOf(many, NOW)).toHaveLength(10_005);
    return performance.now() - began;
  });
  expect(Math.min(...times)).toBeLessThan(16);
});

test("an order that is held takes in changes, losses and older pages, and nothing moves", () => {
  const before = [chat("a", 1), chat("b", 2), chat("c", 30), chat("z", 40)];
  const now = [
    chat("new", 0),
    chat("c", 0, { running: true }),
    chat("a", 1),
    chat("z", 40),
    chat("older", 50),
  ];
  const held = inHeldOrder(before, now);
  expect(held.map(({ id }) => id)).toEqual(["a", "c", "z", "older"]);
  expect(held[1]).toMatchObject({ running: true, updatedAt: NOW - 30 * HOUR }); // under its day still
  expect(inHeldOrder([], now)).toEqual(now);
});

test("a pin moves its line at once, and nothing else does while the order is held", () => {
  const before = [chat("a", 1), chat("p", 2, { pinned: true }), chat("gone", 3)];
  expect(isPinnedAnew(before, [chat("a", 1, { pinned: true }), chat("p", 2, { pinned: true })])).toBe(true);
  expect(isPinnedAnew(before, [chat("a", 1), chat("p", 2)])).toBe(true);
  expect(
    isPinnedAnew(before, [chat("new", 0, { pinned: true }), chat("a", 0), chat("p", 2, { pinned: true })]),
  ).toBe(false);
});

test("what a person set of a chat is in its line, and a pin brings it up", () => {
  const snapshot = {
    asOf: "e.1",
    conversations: [chat("a", 1), chat("b", 2)],
    running: [],
    interrupts: [],
  };
  const changed = (value: object) => ({
    type: "frames arrived" as const,
    frames: [
      { s: 2, c: "b", n: 2, e: { type: "CUSTOM", name: "runnel:conversation.changed", value } as never },
    ],
  });
  const started = reduce(initial, { type: "started", snapshot });
  const pinned = reduce(started, changed({ pinned: true, tags: ["work"] }));
  expect(pinned.list.items.map(({ id }) => id)).toEqual(["b", "a"]);
  expect(pinned.list.items[0]?.tags).toEqual(["work"]);
  expect(reduce(pinned, changed({ archived: true })).list.items.map(({ id }) => id)).toEqual(["a"]);
  expect(reduce(pinned, changed({ archived: false })).list.stale).toBe(true);
});

const names = [null, "Apple", "Avocado", "Banana", null, "New York", "Newton"];
const press = (key: string, now: number, typed = new Typed(), more: object = {}) =>
  lineAfter(
    new KeyboardEvent("keydown", { key, ...more }),
    { count: names.length, now, page: 3, nameOf: (at) => names[at] ?? null },
    typed,
  );

test("keys move over the days and stop at the ends", () => {
  expect(press("ArrowDown", 3)).toBe(5);
  expect(press("ArrowUp", 5)).toBe(3);
  expect(press("ArrowUp", 1)).toBeNull();
  expect(press("ArrowDown", 6)).toBeNull();
  expect(press("Home", 6)).toBe(1);
  expect(press("End", 1)).toBe(6);
  expect(press("PageDown", 1)).toBe(5);
  expect(press("PageUp", 2)).toBe(1);
  expect(press("Enter", 1)).toBeNull();
  expect(press("a", 1, new Typed(), { ctrlKey: true })).toBeNull();
});

test("first letters find a name, the same letter goes on to the next, a space goes on with a word", () => {
  expect(press("a", 3)).toBe(1);
  const again = new Typed();
  expect(press("a", 3, again)).toBe(1);
  expect(press("a", 1, again)).toBe(2);
  const word = new Typed();
  for (const [letter, at] of [..."new "].map((letter) => [letter, 5] as const)) press(letter, at, word);
  expect(press("y", 5, word)).toBe(5);
  expect(press(" ", 1)).toBeNull();
  expect(press("z", 1)).toBeNull();
});
