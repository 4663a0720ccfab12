/** Enter is never ignored: what is sent while something is on its way goes right after it, in its order. */
import { expect, test } from "vitest";
import { emptyConversation } from "../src/domain/conversation";
import type { Event } from "../src/domain/frame";
import { NEW } from "../src/state/app";
import { begun } from "../src/state/attaching";
import type { Store } from "../src/state/store";
import { settled } from "./clock";
import { type Call, world } from "./world";

const texts = (calls: readonly Call[]) =>
  calls.filter(({ path }) => path.endsWith("/messages")).map(({ body }) => body as object);

function opened(store: Store): void {
  store.dispatch({ type: "conversation opened", id: "a" });
  store.dispatch({
    type: "conversation loaded",
    fetched: { ...emptyConversation("a"), n: 1, asOf: "e.1" },
  });
}

const arrived = (store: Store, n: number, id: string): void => {
  const e = { type: "TEXT_MESSAGE_START", messageId: id, role: "user" } as Event;
  store.dispatch({ type: "frames arrived", frames: [{ s: n, c: "a", n, e }] });
};

test("two messages sent at once in a new chat arrive in their order, the chat made once", async () => {
  const { store, commands, calls } = world([201, {}], [202, {}], [202, {}], [202, {}]);
  commands.draft("one");
  const first = commands.send();
  commands.draft("two");
  const second = commands.send(); // before anything of the first has come back
  commands.draft("three");
  const third = commands.send("steer");
  expect(store.now().drafts[store.now().open?.id ?? ""]).toBe("");
  expect(store.now().behind.id1?.map(({ text }) => text)).toEqual(["two", "three"]);
  await Promise.all([first, second, third]);
  expect(calls.map(({ path }) => path)).toEqual([
    "/api/conversations",
    ...Array(3).fill("/api/conversations/id1/messages"),
  ]);
  expect(texts(calls)).toEqual([
    { id: "id2", text: "one", parentId: null },
    { id: "id3", text: "two", when: "after" },
    { id: "id4", text: "three", when: "steer" },
  ]);
});

test("a new chat is begun where the list shows it, though the archive was listed", async () => {
  const { store, commands } = world([201, {}], [202, {}]);
  store.dispatch({ type: "view chosen", view: { archived: true, tag: null } });
  commands.draft("one");
  await commands.send();
  expect(store.now().list.view).toBeNull();
});

test("a message behind another is shown as coming until its facts are there", async () => {
  const { store, commands } = world([202, {}], [202, {}]);
  opened(store);
  commands.draft("one");
  const first = commands.send();
  commands.draft("two");
  await Promise.all([first, commands.send()]);
  expect([store.now().sending.a?.id, store.now().behind.a?.map(({ id }) => id)]).toEqual(["id1", ["id2"]]);
  arrived(store, 2, "id1");
  arrived(store, 3, "id2");
  expect([store.now().sending, store.now().behind]).toEqual([{}, {}]);
});

test("messages sent in a chat that is left meanwhile go all the same", async () => {
  const { store, commands, calls } = world([202, {}], [202, {}]);
  opened(store);
  commands.draft("one");
  const first = commands.send();
  commands.draft("two");
  const second = commands.send();
  store.dispatch({ type: "conversation opened", id: "b" });
  await Promise.all([first, second]);
  expect(texts(calls)).toHaveLength(2);
  expect([store.now().sending, store.now().behind]).toEqual([{}, {}]);
});

test("what follows a message that was refused comes back with it, before what was typed since", async () => {
  const { store, commands, calls } = world([422, { detail: "No.", code: "bad_input" }]);
  opened(store);
  commands.draft("one");
  const first = commands.send();
  commands.draft("two");
  const second = commands.send();
  commands.draft("thr");
  await Promise.all([first, second]);
  expect(texts(calls)).toHaveLength(1);
  expect(store.now().drafts.a).toBe("one\n\ntwo\n\nthr");
  expect(store.now().unsent.a?.detail).toBe("No.");
  expect([store.now().sending, store.now().behind]).toEqual([{}, {}]);
  await commands.send(); // and the way is free again
  expect(texts(calls).at(-1)).toMatchObject({ text: "one\n\ntwo\n\nthr" });
});

test("a second one that is refused comes back alone: the first is in the chat", async () => {
  const { store, commands } = world([202, {}], [422, { detail: "Too long.", code: "bad_input" }]);
  opened(store);
  commands.draft("one");
  const first = commands.send();
  commands.draft("two");
  await Promise.all([first, commands.send()]);
  expect(store.now().drafts.a).toBe("two");
  expect(store.now().sending.a?.text).toBe("one");
});

test("a third one that is refused comes back alone: the second was taken, though its facts are late", async () => {
  const { store, commands } = world([202, {}], [202, {}], [422, { detail: "Too long.", code: "bad_input" }]);
  opened(store);
  commands.draft("one");
  const first = commands.send();
  commands.draft("two");
  const second = commands.send();
  commands.draft("three");
  const third = commands.send();
  commands.draft("four");
  await Promise.all([first, second, third, commands.send()]);
  expect(store.now().drafts.a).toBe("three\n\nfour");
  expect([store.now().sending.a?.text, store.now().behind.a?.map(({ text }) => text)]).toEqual([
    "one",
    ["two"],
  ]);
  arrived(store, 2, "id1");
  arrived(store, 3, "id2");
  expect([store.now().sending, store.now().behind]).toEqual([{}, {}]);
});

const file = { id: "f1", name: "beds.png", kind: "image", type: "image/png", bytes: 3 } as const;

function uploading(store: Store, draft: string): void {
  const chosen = begun("k1", { type: file.type, size: file.bytes }, file.name);
  store.dispatch({ type: "files chosen", draft, files: [chosen] });
}

test("what is typed on while the files are on their way stays, and what stood there goes with them", async () => {
  const { store, commands, calls } = world([202, {}]);
  opened(store);
  uploading(store, "a");
  commands.draft("See this");
  await commands.send();
  expect(calls).toEqual([]);
  commands.draft("See this\nand also");
  expect(store.now().wanted.a).toEqual({ text: "See this", busy: "after" });
  store.dispatch({ type: "file taken", key: "k1", file });
  await Promise.resolve();
  expect(store.now().drafts.a).toBe("and also");
  expect(texts(calls)).toMatchObject([{ text: "See this", attachments: [{ id: "f1", name: "beds.png" }] }]);
});

test("a message that is changed while its files are on their way is not finished, and waits for another Enter", async () => {
  const { store, commands, calls } = world([202, {}]);
  opened(store);
  uploading(store, "a");
  commands.draft("See tihs");
  await commands.send();
  commands.draft("See this");
  store.dispatch({ type: "file taken", key: "k1", file });
  await Promise.resolve();
  expect([calls, store.now().wanted]).toEqual([[], {}]);
  await commands.send();
  expect(texts(calls)).toMatchObject([{ text: "See this" }]);
});

test("a message waits for its files also while another chat is looked at, and stays when one of them fails", async () => {
  const { store, commands, calls } = world([202, {}]);
  opened(store);
  uploading(store, "a");
  commands.draft("See this");
  await commands.send();
  store.dispatch({ type: "conversation opened", id: "b" });
  store.dispatch({ type: "file refused", key: "k1", detail: "No.", again: true });
  opened(store);
  await Promise.resolve();
  expect([calls, store.now().wanted, store.now().drafts.a]).toEqual([[], {}, "See this"]);
});

const chat = (messages: readonly object[], rest: object = {}) => ({
  ...emptyConversation("a"),
  messages,
  n: 4,
  asOf: "e.4",
  ...rest,
});
const said = (id: string, role: "user" | "assistant") => ({ id, role, content: id, metadata: {} });
const running = { runs: [{ id: "r1", status: "running", messageId: "m1", parentRunId: null }] };

test("a message that is sent before its chat has loaded follows the end of that chat", async () => {
  const { store, commands, calls } = world(
    [200, chat([said("m1", "user"), said("m2", "assistant")])],
    [202, {}],
  );
  store.dispatch({ type: "conversation opened", id: "a" });
  commands.draft("third");
  const sent = commands.send();
  expect([store.now().drafts.a, store.now().sending.a?.text]).toEqual(["", "third"]); // it shows as on its way
  await sent;
  expect(calls[0]).toMatchObject({ method: "GET", path: "/api/conversations/a?last=1" });
  expect(texts(calls)).toEqual([{ id: "id1", text: "third", parentId: "m2" }]);
});

test("a message that is sent before its chat has loaded waits for the answer that is written there", async () => {
  const { store, commands, calls } = world([200, chat([said("m1", "user")], running)], [202, {}]);
  store.dispatch({ type: "conversation opened", id: "a" });
  commands.draft("third");
  await commands.send("steer");
  expect(texts(calls)).toEqual([{ id: "id1", text: "third", when: "steer" }]);
});

test("a message is in the composer again when the end of its chat cannot be read", async () => {
  const { store, commands, calls } = world([500, { detail: "The disk is slow.", code: "storage" }]);
  store.dispatch({ type: "conversation opened", id: "a" });
  store.dispatch({ type: "conversation failed", id: "a", detail: "The disk is slow." });
  commands.draft("third");
  await commands.send();
  expect(texts(calls)).toEqual([]);
  expect([store.now().drafts.a, store.now().unsent.a?.detail]).toEqual(["third", "The disk is slow."]);
  expect(store.now().notices).toEqual([]);
});

test("a message goes when its files are in, also while another chat is looked at", async () => {
  const { store, commands, calls } = world(
    [200, chat([said("m1", "user"), said("m2", "assistant")])],
    [202, {}],
  );
  opened(store);
  uploading(store, "a");
  commands.draft("See this");
  await commands.send();
  store.dispatch({ type: "conversation opened", id: "b" });
  commands.draft("of the other chat");
  store.dispatch({ type: "file taken", key: "k1", file });
  await settled();
  expect(texts(calls)).toEqual([
    { id: "id1", text: "See this", parentId: "m2", attachments: [{ id: "f1", name: "beds.png" }] },
  ]);
  expect(calls.at(-1)?.path).toBe("/api/conversations/a/messages");
  expect([store.now().wanted, store.now().drafts]).toEqual([{}, { a: "", b: "of the other chat" }]);
});

test("a new chat's message goes when its files are in, and does not take the screen from another chat", async () => {
  const { store, commands, calls } = world([201, {}], [202, {}]);
  store.dispatch({ type: "fresh changed", fresh: { mode: "plan" } });
  uploading(store, NEW);
  commands.draft("See this");
  await commands.send();
  opened(store);
  store.dispatch({ type: "file taken", key: "k1", file });
  await settled();
  expect(calls.map(({ path }) => path)).toEqual(["/api/conversations", "/api/conversations/id1/messages"]);
  expect(calls[0]?.body).toMatchObject({ mode: "plan" });
  expect([store.now().open?.id, store.now().drafts[NEW]]).toEqual(["a", ""]);
});

test("what keeps a message of another chat from being sent is said where one is", async () => {
  const { store, commands } = world([422, { detail: "No.", code: "bad_input" }]);
  opened(store);
  uploading(store, "a");
  commands.draft("See this");
  await commands.send();
  store.dispatch({ type: "conversation opened", id: "b" });
  store.dispatch({ type: "file refused", key: "k1", detail: "It is empty.", again: false });
  await settled();
  const notices = () => store.now().notices.map(({ text }) => text);
  expect(notices()).toEqual(["Your message in “New chat” was not sent. It is empty."]);
  opened(store);
  store.dispatch({ type: "file removed", key: "k1" });
  const sent = commands.send();
  store.dispatch({ type: "conversation opened", id: "b" });
  await sent;
  expect(notices().slice(1)).toEqual(["Your message in “New chat” was not sent. No."]);
});
