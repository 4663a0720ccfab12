/** Which of a chat's branches is shown, and the whole of them. */
import { expect, test } from "vitest";
import { endOfShown, leafOf, type Node, parentOf, Shown, shownOf, treeOf } from "../src/domain/branches";
import type { Conversation } from "../src/domain/conversation";
import { turnsOf } from "../src/domain/turns";
import { answered, asked, chat, run } from "./chats";

/** `u1 1/2 > r1` is: message u1, the first of two, with its answer r1. */
const shown = (conversation: Conversation): string[] =>
  shownOf(turnsOf(conversation), conversation).map(({ turn, siblings, at, reply }) => {
    const place = siblings.length > 1 ? ` ${at + 1}/${siblings.length}` : "";
    return `${turn.key}${place} > ${turn.replies[reply]?.key ?? "none"}`;
  });

/** Two questions; the first was written anew (v1), and v1 was answered twice. */
const forked = chat(
  [
    asked("u1", null),
    answered("a1", "r1"),
    asked("u2", "a1"),
    answered("a2", "r2"),
    asked("v1", null),
    answered("b1", "s1"),
    asked("v2", "b1"),
    answered("b2", "s2"),
    answered("c1", "t1"),
  ],
  [run("r1", "u1"), run("r2", "u2"), run("s1", "v1"), run("s2", "v2"), run("t1", "v1")],
);

test("the newest is shown: the answer that was made last, and what leads to it", () => {
  expect(shown(forked)).toEqual(["v1 2/2 > t1"]);
});

test("a leaf leads the path through itself, and on along the newest", () => {
  expect(shown({ ...forked, leaf: "u1" })).toEqual(["u1 1/2 > r1", "u2 > r2"]);
  expect(shown({ ...forked, leaf: "b1" })).toEqual(["v1 2/2 > s1", "v2 > s2"]);
  expect(shown({ ...forked, leaf: "c1" })).toEqual(["v1 2/2 > t1"]);
  expect(shown({ ...forked, leaf: "v1" })).toEqual(["v1 2/2 > t1"]);
  expect(shown({ ...forked, leaf: "b2" })).toEqual(["v1 2/2 > s1", "v2 > s2"]);
});

test("a leaf that is not there shows the newest", () => {
  expect(shown({ ...forked, leaf: "gone" })).toEqual(["v1 2/2 > t1"]);
});

test("a message without a named parent follows the one before it", () => {
  const old = chat(
    [asked("u1"), answered("a1", "r1"), asked("u2"), answered("a2", "r2")],
    [run("r1", "u1"), run("r2", "u2")],
  );
  expect(shown(old)).toEqual(["u1 > r1", "u2 > r2"]);
});

test("what follows a message whose answer had no words is shown below every answer to it", () => {
  const failed = chat(
    [asked("u1", null), asked("u2", "u1"), answered("a2", "r2"), answered("a1", "r3")],
    [run("r1", "u1", { status: "failed" }), run("r2", "u2"), run("r3", "u1")],
  );
  expect(shown({ ...failed, leaf: "a2" })).toEqual(["u1 > r3", "u2 > r2"]);
  expect(shown({ ...failed, leaf: "r1" })).toEqual(["u1 > r1", "u2 > r2"]);
  expect(shown(failed)).toEqual(["u1 > r3", "u2 > r2"]);
});

test("a message that was just sent is shown before its answer begins", () => {
  const sent = { ...forked, messages: [...forked.messages, asked("u3", "a2")] };
  expect(shown(sent)).toEqual(["u1 1/2 > r1", "u2 > r2", "u3 > none"]);
});

test("parents that name each other do not hang the page", () => {
  const loop = chat([asked("u1", "u2"), asked("u2", "u1")], []);
  expect(shown(loop).length).toBeGreaterThan(0);
  expect(treeOf(turnsOf(loop), loop)).toEqual([]);
});

test("a new message follows the last answer that is shown, or the person's own words", () => {
  const end = (conversation: Conversation) => endOfShown(shownOf(turnsOf(conversation), conversation));
  expect(end(chat([], []))).toBeNull();
  expect(end(forked)).toBe("c1");
  expect(end({ ...forked, leaf: "u1" })).toBe("a2");
  expect(end(chat([asked("u1", null)], [run("r1", "u1", { status: "failed" })]))).toBe("u1");
});

test("a message that is written anew follows what the first one followed", () => {
  expect(parentOf(forked, "u1")).toBeNull();
  expect(parentOf(forked, "v2")).toBe("b1");
  const old = chat([asked("u1"), answered("a1", "r1"), asked("u2")], [run("r1", "u1")]);
  expect(parentOf(old, "u2")).toBe("a1");
  expect(parentOf(old, "u1")).toBeNull();
});

test("an answer without words is its run as a leaf", () => {
  const [turn] = turnsOf(chat([asked("u1")], [run("r1", "u1", { status: "failed" })]));
  expect(turn?.replies.map(leafOf)).toEqual(["r1"]);
});

test("the tree is whole", () => {
  const lines = (nodes: readonly Node[], depth = 0): string[] =>
    nodes.flatMap(({ turn, next, replies }) => [
      `${"-".repeat(depth)}${turn.key}`,
      ...lines(next, depth + 1),
      ...replies.flatMap((branch) => [
        `${"-".repeat(depth)}${branch.reply.key}`,
        ...lines(branch.next, depth + 1),
      ]),
    ]);
  expect(lines(treeOf(turnsOf(forked), forked))).toEqual([
    "u1",
    "r1",
    "-u2",
    "-r2",
    "v1",
    "s1",
    "-v2",
    "-s2",
    "t1",
  ]);
});

test("what steers an answer stands inside it, and is no turn of its own", () => {
  const steered = chat(
    [
      asked("u1", null),
      answered("a1", "r1"),
      { ...asked("u2"), metadata: { steers: "r1" } },
      answered("a2", "r1"),
    ],
    [run("r1", "u1")],
  );
  expect(shown(steered)).toEqual(["u1 > r1"]);
  expect(turnsOf(steered)[0]?.replies[0]?.parts.map((part) => part.id)).toEqual(["a1", "u2", "a2"]);
});

test("a turn that shows the same stays the same object", () => {
  const keep = new Shown();
  const before = keep.of(turnsOf(forked), { ...forked, leaf: "u1" });
  const grown = { ...forked, leaf: "u1", messages: [...forked.messages, asked("u3", "a2")] };
  const turns = turnsOf(forked);
  const first = keep.of(turns, { ...forked, leaf: "u1" });
  const second = keep.of([...turns, ...turnsOf(grown).slice(turns.length)], grown);
  expect(before.length).toBe(2);
  expect(second.slice(0, 2)).toEqual(first);
  expect(second[0]).toBe(first[0]);
  expect(second[2]?.turn.key).toBe("u3");
});

test("5,000 messages in one line are shown within a moment", () => {
  const messages = Array.from({ length: 5_000 }, (_, at) =>
    at % 2 === 0 ? asked(`u${at}`, at === 0 ? null : `a${at - 1}`) : answered(`a${at}`, `r${at}`),
  );
  const runs = Array.from({ length: 2_500 }, (_, at) => run(`r${at * 2 + 1}`, `u${at * 2}`));
  const long = chat(messages, runs);
  const turns = turnsOf(long);
  const took = Array.from({ length: 3 }, () => {
    const began = performance.now();
    expect(shownOf(turns, long).length).toBe(2_500);
    expect(treeOf(turns, long).length).toBe(1);
    return performance.now() - began;
  });
  expect(Math.min(...took)).toBeLessThan(250); // other work on the machine can only make one slower
});
