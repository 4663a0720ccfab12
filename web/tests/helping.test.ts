/** A helper's steps as an answer of its own, folded with the call that gave it the task. */
import { expect, test } from "vitest";
import type { Answered, ToolCall } from "../src/domain/conversation";
import { helperOf } from "../src/domain/helping";
import { blocksOf } from "../src/domain/timeline";
import { type Reply, toolState } from "../src/domain/view";
import { run } from "./chats";

const read = (id: string): ToolCall => ({
  id,
  type: "function",
  function: { name: "read_file", arguments: '{"path":"a.txt"}' },
  metadata: {},
});
const steps = [
  { id: "h1", role: "assistant", content: "", toolCalls: [read("c1")], metadata: {} },
  { id: "h2", role: "tool", toolCallId: "c1", content: "a word", metadata: {} },
  { id: "h3", role: "assistant", content: "", toolCalls: [read("c1")], metadata: {} },
  { id: "h4", role: "assistant", content: "Found.", metadata: {} },
] as const;
const delegate: ToolCall = {
  id: "d",
  type: "function",
  function: { name: "delegate", arguments: '{"task":"look"}' },
  metadata: { steps },
};
const message: Answered = {
  id: "m",
  role: "assistant",
  content: "",
  toolCalls: [delegate],
  metadata: { runId: "r1" },
};
const reply = (status: "running" | "finished"): Reply => ({
  key: "r1",
  parts: [message],
  results: new Map(),
  runs: [run("r1", "u", { status })],
  interrupts: [],
});

test("results go to the helper's own calls, also where an id comes again", () => {
  const helper = helperOf(delegate, message, reply("running"));
  const calls = helper?.parts.flatMap((part) => (part.role === "assistant" ? (part.toolCalls ?? []) : []));
  expect(calls?.map((call) => helper?.results.get(call)?.content)).toEqual(["a word", undefined]);
  expect(helper && blocksOf(helper).map(({ kind }) => kind)).toEqual(["steps", "written"]);
});

test("what the helper has not ended runs as long as the answer does", () => {
  for (const [status, state] of [
    ["running", "running"],
    ["finished", "unknown"],
  ] as const) {
    const helper = helperOf(delegate, message, reply(status)) as Reply;
    const part = helper.parts[1] as Answered;
    expect(toolState(part.toolCalls?.[0] as ToolCall, part, helper)).toBe(state);
  }
});

test("a call that gave no task has no helper", () => {
  expect(helperOf(read("c9"), message, reply("running"))).toBeNull();
});
