/** Searching all chats, the archive and tags beside the list, the bin, and the note of what was done. */
import { describe, expect, test } from "vitest";
import type { Summary } from "../src/domain/conversation";
import type { Frame } from "../src/domain/frame";
import { initial } from "../src/state/app";
import { reduce } from "../src/state/reduce";
import type { Hit } from "../src/wire/shapes";
import { world } from "./world";

const hit = (conversation: string, message: string | null = "m"): Hit => ({
  conversation,
  title: conversation,
  message,
  role: message === null ? null : "user",
  at: 1,
  snippet: [{ text: "words", hit: true }],
});
const chat = (id: string): Summary => ({ id, title: id, updatedAt: 1, running: false });
const fact = (c: string, name: string, value: object = {}): Frame =>
  ({ s: 1, c, n: 1, e: { type: "CUSTOM", name: `runnel:${name}`, value } }) as unknown as Frame;

describe("searching", () => {
  test("an answer for other words than those that stand there now is left aside", () => {
    let state = reduce(initial, { type: "search changed", query: "gar" });
    state = reduce(state, { type: "search changed", query: "garden" });
    state = reduce(state, { type: "search answered", query: "gar", found: { hits: [hit("a")], next: null } });
    expect(state.search).toMatchObject({ query: "garden", status: "loading", hits: [] });
    state = reduce(state, {
      type: "search answered",
      query: "garden",
      found: { hits: [hit("b")], next: "m1" },
    });
    expect(state.search).toMatchObject({ status: "ready", hits: [hit("b")], next: "m1" });
  });

  test("more hits are added once, and only to the words and the place they were asked for", () => {
    let state = reduce(initial, { type: "search changed", query: "x" });
    state = reduce(state, { type: "search answered", query: "x", found: { hits: [hit("a")], next: "m1" } });
    state = reduce(state, { type: "more hits asked" });
    const more = {
      type: "more hits came",
      query: "x",
      after: "m1",
      found: { hits: [hit("b")], next: null },
    } as const;
    state = reduce(reduce(state, more), more);
    expect(state.search.hits.map(({ conversation }) => conversation)).toEqual(["a", "b"]);
    expect(state.search).toMatchObject({ status: "ready", next: null });
  });

  test("hits of a chat that is deleted go with it", () => {
    let state = reduce(initial, { type: "search changed", query: "x" });
    state = reduce(state, {
      type: "search answered",
      query: "x",
      found: { hits: [hit("a"), hit("b")], next: null },
    });
    state = reduce(state, { type: "frames arrived", frames: [fact("a", "conversation.deleted")] });
    expect(state.search.hits).toEqual([hit("b")]);
  });

  test("an empty field is no search", () => {
    const state = reduce(reduce(initial, { type: "search changed", query: "x" }), {
      type: "search changed",
      query: " ",
    });
    expect(state.search).toMatchObject({ status: "idle", hits: [] });
  });
});

describe("views", () => {
  const archive = { archived: true, tag: null };

  test("what happens elsewhere is noted as a reason to look again", () => {
    let state = reduce(initial, { type: "view chosen", view: archive });
    state = reduce(state, {
      type: "view loaded",
      view: archive,
      page: { conversations: [chat("a")], next: null },
      more: false,
    });
    expect(state.list.view).toMatchObject({ status: "ready", stale: false });
    state = reduce(state, {
      type: "frames arrived",
      frames: [fact("b", "conversation.changed", { archived: true })],
    });
    expect(state.list.view?.stale).toBe(true);
  });

  test("a page of a view that is not shown any more is left aside", () => {
    let state = reduce(initial, { type: "view chosen", view: { archived: false, tag: "garden" } });
    state = reduce(state, {
      type: "view loaded",
      view: archive,
      page: { conversations: [chat("a")], next: null },
      more: false,
    });
    expect(state.list.view).toMatchObject({ items: [], status: "loading" });
  });
});

describe("what was done is taken back", () => {
  test("a deleted chat by restoring it, which is said", async () => {
    const { store, commands, calls } = world();
    store.dispatch({ type: "toasted", news: { kind: "deleted", id: "a", title: "A" } });
    await commands.takeBack();
    expect(calls.map(({ method, path }) => `${method} ${path}`)).toEqual([
      "POST /api/conversations/a/restore",
    ]);
    expect(store.now().toast).toMatchObject({ kind: "restored", id: "a" });
  });

  test("an archived chat by bringing it back; a refusal is said in its place", async () => {
    const problem = {
      type: "about:blank",
      title: "x",
      status: 404,
      detail: "It is gone.",
      code: "not_found",
    };
    const { store, commands, calls } = world([404, problem]);
    store.dispatch({ type: "toasted", news: { kind: "archived", id: "a", title: "A" } });
    await commands.takeBack();
    expect(calls[0]).toMatchObject({ method: "PATCH", body: { archived: false } });
    expect(store.now().toast).toMatchObject({ kind: "failed", detail: "It is gone." });
  });

  test("a later note does not go with the time of an earlier one", () => {
    let state = reduce(initial, { type: "toasted", news: { kind: "copied" } });
    const first = state.toast?.key ?? 0;
    state = reduce(state, { type: "toasted", news: { kind: "copied" } });
    expect(reduce(state, { type: "toast gone", key: first }).toast).not.toBeNull();
  });
});
