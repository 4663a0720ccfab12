/** Sending, as the server may treat it. */
import { expect, test } from "vitest";
import { emptyConversation } from "../src/domain/conversation";
import type { Event } from "../src/domain/frame";
import { NEW } from "../src/state/app";
import { providerName } from "../src/state/commands/models";
import { decidingOn } from "../src/state/deciding";
import type { Action } from "../src/state/reduce";
import type { Store } from "../src/state/store";
import { Problem } from "../src/wire/problem";
import { world } from "./world";

test("a new chat is made with its own id, then the message is sent", async () => {
  const { store, commands, calls } = world([201, { id: "id1" }], [202, {}]);
  store.dispatch({ type: "fresh changed", fresh: { workspace: "/w" } });
  commands.draft(" Hi ");
  await commands.send();
  expect(calls).toEqual([
    { method: "POST", path: "/api/conversations", body: { id: "id1", workspace: "/w" } },
    {
      method: "POST",
      path: "/api/conversations/id1/messages",
      body: { id: "id2", text: "Hi", parentId: null },
    },
  ]);
  expect(store.now().open?.id).toBe("id1");
});

test("a message whose answer was lost is sent again with the same id", async () => {
  const { commands, calls } = world([201, {}], "lost", "lost", [202, {}]);
  commands.draft("Hi");
  await commands.send();
  expect(calls.slice(1).map((call) => (call.body as { id: string }).id)).toEqual(["id2", "id2", "id2"]);
});

test("without a connection a message is tried once, and comes back with the reason", async () => {
  const { store, commands, calls } = world("lost");
  store.dispatch({ type: "link changed", link: "lost" });
  commands.draft("Hi");
  await commands.send();
  expect(calls).toHaveLength(1);
  expect(store.now().drafts[NEW]).toBe("Hi");
  expect(store.now().unsent[NEW]?.detail).toContain("did not answer");
  expect(store.now().sending).toEqual({});
});

test("a connection that is lost while a message is repeated ends the repeating", async () => {
  const { store, commands, calls } = world("lost", "lost", "lost", "lost", "lost");
  commands.draft("Hi");
  const sent = commands.send();
  store.dispatch({ type: "link changed", link: "lost" });
  await sent;
  expect(calls).toHaveLength(1);
});

test("a refused message comes back into the composer, and sending it again uses the same ids", async () => {
  const { store, commands, calls } = world([422, { detail: "No such folder.", code: "bad_input" }]);
  commands.draft("Hi");
  await commands.send();
  expect(store.now().unsent[NEW]?.detail).toBe("No such folder.");
  expect(store.now().drafts[NEW]).toBe("Hi");
  await commands.send();
  expect(calls.map((call) => (call.body as { id: string }).id)).toEqual(["id1", "id1", "id2"]);
});

test("a window whose session has ended says so instead of failing again and again", async () => {
  const { store, commands } = world([401, { detail: "Unauthorized" }]);
  commands.draft("Hi");
  await commands.send();
  expect(store.now().phase).toBe("ended");
  expect(store.now().drafts[NEW]).toBe("Hi");
});

test("a run with two approvals is answered when both have a choice", async () => {
  const { store, commands, calls } = world([202, { runId: "r2" }]);
  const interrupt = (id: string) => ({ id, reason: "tool_call", runId: "r1" });
  store.dispatch({ type: "conversation opened", id: "a" });
  store.dispatch({
    type: "conversation loaded",
    fetched: {
      ...emptyConversation("a"),
      n: 1,
      asOf: "e.1",
      interrupts: [interrupt("i1"), interrupt("i2")],
    },
  });
  await commands.choose("r1", "i1", true);
  expect(calls).toEqual([]);
  await commands.choose("r1", "i2", false);
  expect(calls).toEqual([
    {
      method: "POST",
      path: "/api/runs/r1/resume",
      body: {
        resume: [
          { interruptId: "i1", status: "resolved", payload: { approved: true } },
          { interruptId: "i2", status: "resolved", payload: { approved: false } },
        ],
      },
    },
  ]);
});

const choices = (store: Store) =>
  Object.fromEntries(
    Object.entries(store.now().deciding)
      .map(([run, { choices }]) => [run, choices] as const)
      .filter(([, made]) => Object.keys(made).length > 0),
  );

const asking = (id: string, n: number, runId: string): Action => ({
  type: "conversation loaded",
  fetched: {
    ...emptyConversation(id),
    n,
    asOf: `e.${n}`,
    interrupts: ["call_0", "call_1"].map((each) => ({ id: each, reason: "tool_call", runId })),
  },
});

test("one click answers no card of another chat whose ids are the same", async () => {
  const { store, commands, calls } = world([202, {}]);
  store.dispatch({ type: "conversation opened", id: "a" });
  store.dispatch(asking("a", 1, "run-a"));
  await commands.choose("run-a", "call_0", true);
  await commands.choose("run-a", "call_1", true);
  expect(calls).toHaveLength(1);
  expect(choices(store)).toEqual({});
  store.dispatch({ type: "conversation opened", id: "b" });
  store.dispatch(asking("b", 1, "run-b"));
  await commands.choose("run-b", "call_0", false);
  await commands.choose("run-a", "call_1", true); // a card that is not there
  expect(calls).toHaveLength(1);
  expect(choices(store)).toEqual({ "run-b": { call_0: false } });
});

test("an answer that was refused forgets the choices of its run only", () => {
  const { store } = world();
  store.dispatch({ type: "choice made", run: "r1", interrupt: "i", given: true });
  store.dispatch({ type: "choice made", run: "r2", interrupt: "i", given: true });
  store.dispatch({ type: "answer failed", run: "r1", detail: "No." });
  expect(choices(store)).toEqual({ r2: { i: true } });
});

const fact = (c: string, r: string, s: number, e: object): Action => ({
  type: "frames arrived",
  frames: [{ s, c, r, n: s, e: e as Event }],
});

test("a choice stays with its chat while another one is looked at, until that chat's facts say otherwise", async () => {
  const { store, commands, calls } = world([200, {}], [202, {}]);
  store.dispatch({ type: "conversation opened", id: "a" });
  store.dispatch(asking("a", 1, "run-a"));
  await commands.choose("run-a", "call_0", true);
  store.dispatch({ type: "conversation opened", id: "b" });
  store.dispatch(asking("b", 1, "run-b"));
  expect(choices(store)).toEqual({ "run-a": { call_0: true } });
  store.dispatch({ type: "conversation opened", id: "a" });
  store.dispatch(asking("a", 1, "run-a"));
  const answer = commands.choose("run-a", "call_1", false);
  store.dispatch({ type: "conversation opened", id: "b" });
  store.dispatch(asking("b", 1, "run-b"));
  expect(decidingOn(store.now(), "run-a").answer).toBe("underway");
  await answer;
  expect(calls.filter((call) => call.path.endsWith("/resume"))).toHaveLength(1);
  const value = { runId: "run-a", answers: [] };
  store.dispatch(fact("a", "run-a", 9, { type: "CUSTOM", name: "runnel:interrupts.answered", value }));
  expect(store.now().deciding).toEqual({});
});

test("an answer refused while another chat is looked at is said there, and stands on its card afterwards", async () => {
  const { store, commands } = world([409, { detail: "It was answered before.", code: "not_waiting" }]);
  store.dispatch({ type: "conversation opened", id: "a" });
  store.dispatch(asking("a", 1, "run-a"));
  await commands.choose("run-a", "call_0", true);
  const answer = commands.choose("run-a", "call_1", true);
  store.dispatch({ type: "conversation opened", id: "b" });
  store.dispatch(asking("b", 1, "run-b"));
  await answer;
  expect(decidingOn(store.now(), "run-a").answer).toEqual({ refused: "It was answered before." });
  expect(store.now().notices.map((notice) => notice.text)).toEqual(["It was answered before."]);
});

test("a stop that was asked for is remembered while another chat is looked at, until that run ends", async () => {
  const { store } = world();
  store.dispatch({ type: "stop asked", run: "run-a" });
  store.dispatch({ type: "conversation opened", id: "b" });
  store.dispatch(asking("b", 1, "run-b"));
  expect(decidingOn(store.now(), "run-a").stopping).toBe(true);
  store.dispatch(fact("a", "run-a", 9, { type: "RUN_FINISHED", outcome: { type: "cancelled" } }));
  expect(store.now().deciding).toEqual({});
});

test("trying again opens its chat, unless the person has gone elsewhere meanwhile", async () => {
  const { store, commands } = world([202, { runId: "r2" }], [202, { runId: "r3" }]);
  const going = commands.settle("a", "r1", "retry");
  store.dispatch({ type: "conversation opened", id: "b" });
  await going;
  expect(store.now().open?.id).toBe("b");
  await commands.settle("a", "r2", "retry");
  expect(store.now().open?.id).toBe("a");
});

test("the draft is forgotten when its message was taken, and kept when it was refused", async () => {
  const taken = world([201, {}], [202, {}]);
  taken.commands.draft("Hi");
  taken.commands.flushDrafts();
  await taken.commands.send();
  const kept = ["Hi", ""].map((text) => ({ method: "PUT", path: "/api/drafts/new", body: { text } }));
  expect(taken.drafts).toEqual(kept);
  const refused = world([422, { detail: "No such folder.", code: "bad_input" }]);
  refused.commands.draft("Hi");
  await refused.commands.send();
  expect(refused.drafts).toEqual([{ method: "PUT", path: "/api/drafts/new", body: { text: "Hi" } }]);
});

test("a new chat that failed while another one was looked at is kept as the new chat's draft", async () => {
  const { store, commands, drafts } = world([422, { detail: "No such folder.", code: "bad_input" }]);
  commands.draft("precious");
  const sent = commands.send();
  commands.newChat();
  commands.open("c");
  await sent;
  expect(store.now().drafts).toEqual({ [NEW]: "precious" });
  expect(drafts).toEqual([{ method: "PUT", path: "/api/drafts/new", body: { text: "precious" } }]);
});

test("an answer is tried again once, however often it is asked for, and the chat is opened", async () => {
  const { store, commands, calls } = world("lost", [202, { runId: "r2" }]);
  await Promise.all([commands.settle("a", "r1", "retry"), commands.settle("a", "r1", "retry")]);
  expect(calls.slice(0, 2)).toEqual([
    { method: "POST", path: "/api/runs/r1/retry", body: {} },
    { method: "POST", path: "/api/runs/r1/retry", body: {} },
  ]);
  expect(calls).toHaveLength(3); // the chat that it opens
  expect(store.now().open?.id).toBe("a");
});

test("a choice that came too late is said, and the buttons work again", async () => {
  const { store, commands } = world([409, { detail: "This was decided before.", code: "settled" }]);
  await commands.settle("a", "r1", "keep");
  expect(store.now().deciding).toEqual({});
  expect(store.now().notices.map((notice) => notice.text)).toEqual(["This was decided before."]);
});

test("a found provider gets a name that the server takes", () => {
  expect(providerName({ name: "LM Studio", kind: "openai-compatible" })).toBe("lm-studio");
  expect(providerName({ name: "llama.cpp server", kind: "llama" })).toBe("llama.cpp-server");
  expect(providerName({ name: "…", kind: "ollama" })).toBe("ollama");
});

test("a folder that is not there is not taken by a new chat, one that is by its whole path", async () => {
  const { store, commands, calls } = world(
    [422, { detail: "/none cannot be opened (No such file or directory).", code: "bad_input" }],
    [200, { path: "/home/me/work", parent: "/home/me", home: "/home/me", folders: [], recent: [] }],
  );
  expect(await commands.chooseWorkspace("/none")).toEqual({
    ok: false,
    detail: "/none cannot be opened (No such file or directory).",
  });
  expect(store.now().fresh.workspace).toBeNull();
  expect(await commands.chooseWorkspace("~/work")).toEqual({ ok: true });
  expect(store.now().fresh.workspace).toBe("/home/me/work");
  expect(await commands.chooseWorkspace(null)).toEqual({ ok: true });
  expect(store.now().fresh.workspace).toBeNull();
  expect(calls).toHaveLength(2);
});

test("what came of an archive is told to the dialog that asked, and not behind it", async () => {
  const { store, server, commands } = world();
  const answers = [{ conversations: 2, skipped: 1 }];
  server.importArchive = async () => {
    const answer = answers.shift();
    if (answer === undefined) throw new Problem("That is no archive.", "bad_input", 422);
    return answer;
  };
  const archive = new Blob(["zip"]);
  expect(await commands.takeIn(archive)).toEqual({ ok: true, imported: { conversations: 2, skipped: 1 } });
  expect(await commands.takeIn(archive)).toEqual({ ok: false, detail: "That is no archive." });
  expect(store.now().toast).toBeNull();
});
