// @vitest-environment happy-dom
/** Asking: what is granted with an answer, plans as a whole, what became of lost actions, where content came from. */
import { expect, test } from "vitest";
import type { Answered, Interrupt, ToolCall, ToolResult } from "../src/domain/conversation";
import { emptyConversation } from "../src/domain/conversation";
import { blocksOf } from "../src/domain/timeline";
import { askedOf, type Reply, sourcesOf, toolState, turnsOf } from "../src/domain/view";
import { announce, heard } from "../src/state/announce";
import { modeOf } from "../src/state/app";
import { looksText } from "../src/ui/tool-words";
import { deceives } from "../src/ui/warnings";
import { asked, chat, run } from "./chats";
import { world } from "./world";

const call = (id: string, values: object = {}, name = "write_file"): ToolCall => ({
  id,
  type: "function",
  function: { name, arguments: JSON.stringify(values) },
});
const does = (id: string, runId: string, ...toolCalls: ToolCall[]): Answered => ({
  id,
  role: "assistant",
  content: "",
  toolCalls,
  metadata: { runId },
});
const step = (id: string, number: number, more: object = {}): Interrupt => ({
  id,
  reason: "tool_call",
  toolCallId: id,
  runId: "r1",
  metadata: { title: `Write ${id}`, planId: "plan-r1", step: number, steps: 2, ...more },
});
const result = (of: string, metadata: object): ToolResult => ({
  id: `result of ${of}`,
  role: "tool",
  toolCallId: of,
  content: "text",
  metadata: { runId: "r1", ...metadata },
});

function replyOf(conversation: Parameters<typeof turnsOf>[0]): Reply {
  const reply = turnsOf(conversation)[0]?.replies[0];
  if (!reply) throw new Error("no reply");
  return reply;
}

test("what becomes a step of the plan is not done, and folds with what was looked at", () => {
  const messages = [
    asked("u"),
    does("a1", "r1", call("1", { path: "a" }, "read_file"), call("2"), call("3")),
    result("1", {}),
    result("2", { planned: { step: 1, title: "Write 2" } }),
    result("3", { planned: { step: 2, title: "Write 3" } }),
  ];
  const reply = replyOf(chat(messages, [run("r1", "u")]));
  const [only] = blocksOf(reply);
  if (only?.kind !== "steps") throw new Error("no steps");
  const [looks] = only.steps;
  if (looks?.kind !== "looks") throw new Error("not folded");
  expect(looksText(looks.counts)).toBe("Read 1 file, put 2 steps into the plan");
  const planned = reply.parts[0] as Answered;
  expect(planned.toolCalls?.map((one) => toolState(one, planned, reply))).toEqual([
    "done",
    "planned",
    "planned",
  ]);
});

test("the steps of one plan are asked about together, another question beside them by itself", () => {
  const calls = ["p-1", "p-2", "other"].map((id) => call(id));
  const interrupts = [
    step("p-1", 1),
    step("p-2", 2),
    { id: "other", reason: "tool_call", toolCallId: "other", runId: "r1" },
  ];
  const reply = replyOf(
    chat([asked("u"), does("a1", "r1", ...calls)], [run("r1", "u", { status: "waiting" })], { interrupts }),
  );
  expect(
    blocksOf(reply).map((block) =>
      block.kind === "planning" ? [block.plan, ...block.steps.map((one) => one.call.id)] : block.kind,
    ),
  ).toEqual([["plan-r1", "p-1", "p-2"], "asking"]);
});

test("a plan is answered with one call, without the steps that were left out", async () => {
  const { store, commands, calls } = world([202, { runId: "r2" }]);
  store.dispatch({ type: "conversation opened", id: "a" });
  const interrupts = [step("p-1", 1), step("p-2", 2)];
  store.dispatch({
    type: "conversation loaded",
    fetched: { ...emptyConversation("a"), n: 1, asOf: "e.1", interrupts },
  });
  await commands.chooseAll("r1", { "p-1": true, "p-2": false });
  expect(calls.map(({ path, body }) => [path, body])).toEqual([
    [
      "/api/runs/r1/resume",
      {
        resume: [
          { interruptId: "p-1", status: "resolved", payload: { approved: true } },
          { interruptId: "p-2", status: "resolved", payload: { approved: false } },
        ],
      },
    ],
  ]);
});

test("a grant is sent as it was offered, with the time that was chosen", async () => {
  const { store, commands, calls } = world([202, { runId: "r2" }]);
  const offer = {
    kind: "command",
    value: ["git", "status"],
    says: "git status",
    until: ["chat", "day"],
  } as const;
  const interrupts = [{ id: "i1", reason: "tool_call", runId: "r1", metadata: { grants: [offer] } }];
  store.dispatch({ type: "conversation opened", id: "a" });
  store.dispatch({
    type: "conversation loaded",
    fetched: { ...emptyConversation("a"), n: 1, asOf: "e.1", interrupts },
  });
  await commands.choose("r1", "i1", { offer, until: "day" });
  const grant = { kind: "command", value: ["git", "status"], until: "day" };
  expect(calls.map(({ body }) => body)).toEqual([
    { resume: [{ interruptId: "i1", status: "resolved", payload: { approved: true, grant } }] },
  ]);
});

test("what is revoked is asked for anew, and what cannot be revoked stays and is said", async () => {
  const grants = { grants: [] };
  const { store, commands, calls } = world([204, {}], [200, grants], [500, { detail: "It did not work." }]);
  expect(await commands.revoke("g/1")).toEqual({ ok: true });
  expect(calls.map(({ method, path }) => `${method} ${path}`)).toEqual([
    "DELETE /api/grants/g%2F1",
    "GET /api/grants",
  ]);
  expect(store.now().grants).toEqual({ status: "ready", value: grants });
  expect(await commands.revokeAll()).toEqual({ ok: false, detail: "It did not work." });
  expect(store.now().grants).toEqual({ status: "ready", value: grants });
});

test("what is to become of a lost action is told to its own run", async () => {
  const { commands, calls } = world([202, {}], [409, { detail: "It has a result.", code: "has_result" }]);
  expect(await commands.settleCall("r 1", "c/1", "done")).toEqual({ ok: true });
  expect(calls).toEqual([{ method: "POST", path: "/api/runs/r%201/calls/c%2F1", body: { choice: "done" } }]);
  expect(await commands.settleCall("r1", "c1", "again")).toEqual({ ok: false, detail: "It has a result." });
});

test("C11: hidden characters and letters that look alike are found anywhere in what is asked", () => {
  const about = (values: object, metadata = {}) =>
    deceives({ interrupt: { id: "i", reason: "tool_call", runId: "r", metadata }, call: call("c", values) });
  expect(about({ path: "a.txt", items: ["plain"] })).toEqual({ hides: false, mixes: false });
  expect(about({ path: "a\u202etxt.exe" }).hides).toBe(true);
  expect(about({ deep: [{ name: "a\u200bb" }] }).hides).toBe(true);
  expect(about({ host: "p\u0430ypal.com" }).mixes).toBe(true);
  const changes = [{ path: "a", kind: "move", to: "b\u00ad", added: 0, removed: 0, hunks: [] }];
  expect(about({}, { changes }).hides).toBe(true);
});

test("a result names everything from outside that it brought", () => {
  expect(sourcesOf(undefined)).toEqual([]);
  expect(sourcesOf(result("1", {}))).toEqual([]);
  expect(sourcesOf(result("1", { untrusted: "https://a.example/" }))).toEqual(["https://a.example/"]);
  expect(sourcesOf(result("1", { untrusted: ["mcp: files", "b"] }))).toEqual(["mcp: files", "b"]);
});

test("a plan is announced as one, not step by step", () => {
  const before = chat([asked("u")], [run("r1", "u", { status: "running" })]);
  const after = { ...before, interrupts: [step("p-1", 1), step("p-2", 2)] };
  const event = {
    type: "RUN_FINISHED",
    threadId: "c",
    runId: "r1",
    outcome: { type: "interrupt", interrupts: [] },
  } as unknown as Parameters<typeof announce>[0]; // the page reads no more of it
  expect(announce(event, before, after)).toEqual({
    text: "Approval needed: a plan with 2 steps",
    urgent: true,
  });
});

test("what an answer waits for is announced", () => {
  const now = chat([asked("u")], [run("r1", "u", { status: "running" })]);
  const text = "The provider failed. Trying again in 1 s (1 of 3).";
  const event = { type: "CUSTOM", name: "runnel:run.note", value: { code: "retrying", text } };
  expect(announce(event as Parameters<typeof announce>[0], now, now)).toEqual({ text, urgent: false });
});

test("the same words again are heard again", () => {
  const said = { text: "Done.", urgent: false };
  const again = heard(said, said);
  expect(again.text).not.toBe(said.text);
  expect(heard(again, said)).toEqual(said);
});

test("a new chat acts as the settings say, unless something else is chosen for it", async () => {
  const { store, commands, calls } = world();
  const settings = { defaultMode: "plan", zoom: 1 } as never; // the rest does not matter here
  expect(modeOf(store.now())).toBe("ask");
  store.dispatch({ type: "settings loaded", settings });
  expect(modeOf(store.now())).toBe("plan");
  await commands.chooseMode("auto");
  commands.draft("Hi");
  await commands.send();
  expect(calls[0]?.body).toMatchObject({ mode: "auto" });
  expect(modeOf(store.now())).toBe("auto");
  store.dispatch({ type: "new chat opened" });
  expect(modeOf(store.now())).toBe("plan");
});

test("what a person lets run again is asked about where it stands, and runs there", () => {
  const lost: ToolCall = { ...call("c1"), metadata: { settled: "again" } };
  const runs = [
    run("r1", "u", { status: "interrupted", settled: "continue" }),
    run("r2", "u", { parentRunId: "r1", status: "waiting" }),
  ];
  const messages = [asked("u"), does("a1", "r1", lost)];
  const interrupts: Interrupt[] = [{ id: "i", reason: "tool_call", toolCallId: "c1", runId: "r2" }];
  const asking = replyOf(chat(messages, runs, { interrupts }));
  expect(blocksOf(asking).map(({ kind }) => kind)).toEqual(["asking"]);
  const state = (reply: Reply) => toolState(lost, reply.parts[0] as Answered, reply);
  expect(state(asking)).toBe("asking");
  const going = runs.map((one) => (one.id === "r2" ? { ...one, status: "running" as const } : one));
  expect(state(replyOf(chat(messages, going)))).toBe("running");
  const first = runs.slice(0, 1);
  expect(state(replyOf(chat(messages, first)))).toBe("unknown"); // others are to be decided about first
});

test("a helper's question is about the helper's own call, whole", () => {
  const nested = call("h1", { command: "make" }, "run_command");
  const delegate: ToolCall = {
    ...call("d", { task: "build it" }, "delegate"),
    metadata: { steps: [does("s1", "r1", nested)] },
  };
  const about = (id: string): Interrupt => ({
    id: "i",
    reason: "tool_call",
    toolCallId: "d",
    runId: "r1",
    metadata: { helper: { call: id, task: "build it" } },
  });
  expect(askedOf(delegate, about("h1"))).toBe(nested);
  expect(askedOf(delegate, about("gone"))).toBeNull(); // never shown as what it is not
  expect(askedOf(nested, { id: "i", reason: "tool_call", runId: "r1" })).toBe(nested);
});

test("a call that asks once more, in the run behind the first yes, asks where it stands", () => {
  const asking = call("c1");
  const runs = [run("r1", "u"), run("r2", "u", { parentRunId: "r1", status: "waiting" })];
  const interrupts: Interrupt[] = [{ id: "i2", reason: "tool_call", toolCallId: "c1", runId: "r2" }];
  const reply = replyOf(chat([asked("u"), does("a1", "r1", asking)], runs, { interrupts }));
  expect(blocksOf(reply).map(({ kind }) => kind)).toEqual(["asking"]);
  const done = replyOf(chat([asked("u"), does("a1", "r1", asking), result("c1", {})], runs, { interrupts }));
  expect(blocksOf(done).map(({ kind }) => kind)).toEqual(["steps"]); // its question is no question about this one
});
