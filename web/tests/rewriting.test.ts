/** A message that waits is written anew: the new words are never nowhere. */
import { expect, test } from "vitest";
import { emptyConversation } from "../src/domain/conversation";
import type { Event } from "../src/domain/frame";
import type { Store } from "../src/state/store";
import { world } from "./world";

const queued = { id: "q1", text: "old words", runId: "r2", steer: false };
const GONE = "This message does not wait any more.";

function opened(store: Store, id = "a"): void {
  store.dispatch({ type: "conversation opened", id });
  store.dispatch({
    type: "conversation loaded",
    fetched: { ...emptyConversation(id), queue: id === "a" ? [queued] : [], n: 1, asOf: "e.1" },
  });
}

let n = 1;
const arrive = (store: Store, ...events: object[]): void =>
  store.dispatch({
    type: "frames arrived",
    frames: events.map((e) => ({ s: ++n, c: "a", n, e: e as Event })),
  });
const removed = { type: "CUSTOM", name: "runnel:queue.removed", value: { id: "q1" } };
const sent = (text: string) => [
  { type: "TEXT_MESSAGE_START", messageId: "q1", role: "user" },
  { type: "TEXT_MESSAGE_CONTENT", messageId: "q1", delta: text },
  { type: "TEXT_MESSAGE_END", messageId: "q1" },
];

function writing(...answers: Parameters<typeof world>) {
  n = 1;
  const made = world(...answers);
  opened(made.store);
  made.commands.draft("what comes next");
  made.commands.rewrite("q1", "new words");
  return made;
}

test("new words are in the composer when their message is sent before they are saved", () => {
  const { store } = writing();
  arrive(store, removed, ...sent("old words"));
  expect(store.now().drafts.a).toBe("new words\n\nwhat comes next");
  expect(store.now().unsent.a).toMatchObject({ text: "new words", detail: GONE });
  expect(store.now().rewriting).toEqual({});
});

test("words that were not changed are not given back", () => {
  const { store, commands } = writing();
  commands.rewrite("q1", "old words ");
  arrive(store, removed); // its text comes with the next facts
  expect([store.now().drafts.a, store.now().rewriting]).toEqual(["what comes next", {}]);
});

test("new words wait for the one who looks at another chat meanwhile", () => {
  const { store } = writing();
  opened(store, "b");
  arrive(store, removed);
  expect(store.now().rewriting.q1?.text).toBe("new words");
  store.dispatch({ type: "conversation opened", id: "a" });
  store.dispatch({
    type: "conversation loaded",
    fetched: { ...emptyConversation("a"), n: 2, asOf: "e.2" },
  });
  expect(store.now().drafts.a).toBe("new words\n\nwhat comes next");
});

test("what is saved is where it was, and what cannot be saved is still being written", async () => {
  const { store, commands, calls } = writing(
    [500, { detail: "The disk is full.", code: "storage" }],
    [200, {}],
  );
  const saving = commands.changeQueued("q1");
  expect(store.now().rewriting.q1?.saving).toBe(true);
  await saving;
  expect(store.now().rewriting.q1).toMatchObject({
    text: "new words",
    saving: false,
    failure: "The disk is full.",
  });
  await commands.changeQueued("q1");
  expect([store.now().rewriting, store.now().drafts.a]).toEqual([{}, "what comes next"]);
  expect(calls.map(({ body }) => body)).toEqual([{ text: "new words" }, { text: "new words" }]);
});

test("what is refused because its message was just sent is given back", async () => {
  const { store, commands } = writing([
    404,
    { detail: `${GONE} It was sent or removed.`, code: "not_queued" },
  ]);
  const saving = commands.changeQueued("q1");
  arrive(store, removed, ...sent("old words"));
  expect(store.now().drafts.a).toBe("what comes next"); // it may have been in time
  await saving;
  expect(store.now().drafts.a).toBe("new words\n\nwhat comes next");
  expect(store.now().unsent.a?.detail).toBe(`${GONE} It was sent or removed.`);
});

test("what was sent in its new words is not given back, though the answer to saving was lost", async () => {
  const { store, commands } = writing("lost");
  const saving = commands.changeQueued("q1");
  arrive(store, removed, ...sent("new words"));
  await saving;
  expect([store.now().drafts.a, store.now().unsent, store.now().rewriting]).toEqual([
    "what comes next",
    {},
    {},
  ]);
});

test("a message that cannot go into the answer is in the composer with the reason", async () => {
  const { store, commands } = writing([200, {}], [422, { detail: "No.", code: "bad_input" }]);
  commands.stopRewriting("q1");
  await commands.steerQueued(queued);
  expect(store.now().drafts.a).toBe("old words\n\nwhat comes next");
  expect(store.now().unsent.a?.detail).toBe("No.");
});
