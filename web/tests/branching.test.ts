// @vitest-environment happy-dom
/** Looking at branches, writing messages anew, and waiting messages: what the server is told, and what is shown. */
import { expect, test } from "vitest";
import { shownOf, treeOf } from "../src/domain/branches";
import type { Conversation } from "../src/domain/conversation";
import { rowsOf, withFolds } from "../src/domain/outline-of-branches";
import { turnsOf } from "../src/domain/turns";
import { answered, asked, chat, run } from "./chats";
import { settled } from "./clock";
import { world } from "./world";

const two = chat(
  [asked("u1", null), answered("a1", "r1"), asked("v1", null), answered("b1", "s1")],
  [run("r1", "u1"), run("s1", "v1")],
  { n: 8 },
);

function opened(conversation: Conversation, ...answers: Parameters<typeof world>) {
  const made = world(...answers);
  made.store.dispatch({ type: "conversation opened", id: conversation.id });
  made.store.dispatch({ type: "conversation loaded", fetched: { ...conversation, asOf: "e.1" } });
  return made;
}

const leaf = (made: ReturnType<typeof opened>) => made.store.now().open?.conversation?.leaf;
const changed = (n: number, value: object) => ({
  type: "frames arrived" as const,
  frames: [
    {
      s: n,
      c: "c",
      n,
      e: { type: "CUSTOM", name: "runnel:conversation.changed", value, timestamp: 1 } as never,
    },
  ],
});

test("a branch is shown at once, and facts about earlier choices pass by", () => {
  const made = opened(two);
  made.commands.showBranch("u1");
  expect(leaf(made)).toBe("u1");
  made.commands.showBranch("v1");
  made.store.dispatch(changed(9, { leaf: "u1" }));
  expect(leaf(made)).toBe("v1");
  made.store.dispatch({ type: "branch kept", conversation: "c", leaf: "v1" });
  made.store.dispatch(changed(10, { leaf: "u1" })); // somebody in another window
  expect(leaf(made)).toBe("u1");
});

test("something new in the chat ends a choice that is not kept yet", () => {
  const made = opened(two);
  made.commands.showBranch("u1");
  const frame = { s: 9, c: "c", n: 9 };
  const started = {
    type: "RUN_STARTED",
    runId: "r9",
    threadId: "c",
    timestamp: 1,
    metadata: { messageId: "v1" },
  };
  made.store.dispatch({ type: "frames arrived", frames: [{ ...frame, r: "r9", e: started as never }] });
  expect(leaf(made)).toBeNull();
});

test("a message is written anew below what the first one followed, with its files, and is repeated with one id", async () => {
  const file = { id: "f1", name: "a.txt", type: "text/plain", bytes: 1, kind: "text" as const };
  const question = { ...asked("u1", null), metadata: { parentId: null, attachments: [file] } };
  const made = opened(chat([question, answered("a1", "r1")], [run("r1", "u1")], { n: 4 }), [
    500,
    { detail: "No." },
  ]);
  expect(made.commands.edit("u1")).toBe(true);
  made.commands.edited("u1", "better");
  await made.commands.resend("u1");
  expect(made.store.now().editing.u1?.failure).toBe("No.");
  await made.commands.resend("u1");
  const bodies = made.calls.map((call) => call.body);
  expect(bodies).toEqual([
    { id: "id1", text: "better", parentId: null, attachments: [{ id: "f1", name: "a.txt" }] },
    { id: "id1", text: "better", parentId: null, attachments: [{ id: "f1", name: "a.txt" }] },
  ]);
  made.commands.edited("u1", "another");
  expect(made.store.now().editing.u1?.sent).toBeNull();
});

test("while what was written anew is on its way, Up leads to it, and a failure is said there", async () => {
  const made = opened(chat([asked("u1", null), answered("a1", "r1")], [run("r1", "u1")], { n: 4 }), [
    500,
    { detail: "No." },
  ]);
  made.commands.edit();
  made.commands.edited("u1", "better");
  const sent = made.commands.resend("u1");
  expect(made.commands.edit()).toBe(true);
  await sent;
  const { text, failure, underway } = made.store.now().editing.u1 ?? {};
  expect({ text, failure, underway }).toEqual({ text: "better", failure: "No.", underway: false });
});

test("what is written anew in one chat stays while a message of another is", () => {
  const made = opened(chat([asked("u1", null)], [], { n: 2 }));
  made.commands.edit();
  made.commands.edited("u1", "better");
  const other = chat([asked("x1", null)], [], { id: "d", n: 2 });
  made.store.dispatch({ type: "conversation opened", id: "d" });
  made.store.dispatch({ type: "conversation loaded", fetched: { ...other, asOf: "e.1" } });
  made.commands.edit();
  const texts = Object.entries(made.store.now().editing).map(([id, { text }]) => [id, text]);
  expect(texts).toEqual([
    ["u1", "better"],
    ["x1", other.messages[0]?.content],
  ]);
});

test("without a message of one's own there is nothing to edit", () => {
  const made = opened(chat([], []));
  expect(made.commands.edit()).toBe(false);
  expect(world().commands.edit()).toBe(false);
});

test("what is being answered stops before a message goes out anew", async () => {
  const made = opened(
    chat([asked("u1", null)], [run("r1", "u1", { status: "running", endedAt: null })], { n: 2 }),
  );
  made.commands.edit("u1");
  made.commands.edited("u1", "better");
  const sent = made.commands.resend("u1");
  await settled();
  expect(made.calls.map((call) => call.path)).toEqual(["/api/runs/r1/cancel"]);
  const ended = {
    type: "RUN_FINISHED",
    runId: "r1",
    threadId: "c",
    timestamp: 9,
    outcome: { type: "cancelled" },
  };
  made.store.dispatch({
    type: "frames arrived",
    frames: [{ s: 3, c: "c", n: 3, r: "r1", e: ended as never }],
  });
  await sent;
  expect(made.calls.map((call) => call.path)[1]).toBe("/api/conversations/c/messages");
});

test("while an answer is written a message waits, or steers, and says nothing of what it follows", async () => {
  const busy = chat([asked("u1", null)], [run("r1", "u1", { status: "running", endedAt: null })], { n: 2 });
  const made = opened(busy);
  made.commands.draft("later");
  await made.commands.send();
  expect(made.calls[0]?.body).toEqual({ id: "id1", text: "later", when: "after" });
  made.store.dispatch({
    type: "frames arrived",
    frames: [
      {
        s: 3,
        c: "c",
        n: 3,
        e: {
          type: "CUSTOM",
          name: "runnel:queue.added",
          value: { id: "id1", text: "later", runId: "r2", steer: false },
        } as never,
      },
    ],
  });
  expect(made.store.now().sending).toEqual({});
  made.commands.draft("now");
  await made.commands.send("steer");
  expect(made.calls[1]?.body).toMatchObject({ text: "now", when: "steer" });
});

test("a message that finds an answer of another window waits for it", async () => {
  const made = opened(two, [409, { code: "run_active", detail: "Busy." }], [202, {}]);
  made.commands.draft("hello");
  await made.commands.send();
  expect(made.calls.map((call) => call.body)).toEqual([
    { id: "id1", text: "hello", parentId: "b1" },
    { id: "id1", text: "hello", when: "after" },
  ]);
});

test("a waiting message that cannot go into the answer is in the field again", async () => {
  const made = opened(two, [204, {}], [409, { code: "interrupt_open", detail: "No." }]);
  made.commands.draft("other words");
  const queued = { id: "q1", text: "quickly", runId: "r2", steer: false };
  expect(await made.commands.steerQueued(queued)).toEqual({ ok: false, detail: "No." });
  expect(made.store.now().drafts.c).toBe("quickly\n\nother words");
});

test("a quotation stands below what was written, ready for more", () => {
  const made = opened(two);
  made.commands.draft("I wonder");
  made.commands.quote("one\n\ntwo\n");
  expect(made.store.now().drafts.c).toBe("I wonder\n\n> one\n>\n> two\n\n");
});

test("a long line of the tree is folded, its ends and its forks stay", () => {
  const messages = Array.from({ length: 40 }, (_, at) => [
    asked(`u${at}`, at === 0 ? null : `a${at - 1}`),
    answered(`a${at}`, `r${at}`),
  ]).flat();
  const long = chat(
    [...messages, asked("v9", "a8")],
    Array.from({ length: 40 }, (_, at) => run(`r${at}`, `u${at}`)),
  );
  const turns = turnsOf(long);
  const rows = rowsOf(treeOf(turns, long), shownOf(turns, long));
  expect(rows).toHaveLength(81);
  expect(rows.filter((row) => row.of > 1).map((row) => [row.message, row.depth])).toEqual([
    ["u9", 1],
    ["v9", 1],
  ]);
  const items = withFolds(rows, new Set());
  expect(items.length).toBeLessThan(25);
  const fold = items.find((item) => item.kind === "fold");
  expect(fold).toBeDefined();
  expect(withFolds(rows, new Set([fold?.kind === "fold" ? fold.from : -1])).length).toBeGreaterThan(
    items.length,
  );
});
