/** What is shown of a conversation: messages, their answers, and what became of each action. */
import { expect, test, vi } from "vitest";
import type { Answered, Conversation, Message, Run, ToolCall } from "../src/domain/conversation";
import { emptyConversation } from "../src/domain/conversation";
import {
  answerText,
  argumentsOf,
  callOf,
  interruptOf,
  type Reply,
  toolState,
  turnsOf,
  writtenTail,
} from "../src/domain/view";

const run = (id: string, messageId: string, more: Partial<Run> = {}): Run => ({
  id,
  status: "finished",
  messageId,
  model: null,
  parentRunId: null,
  startedAt: 1,
  endedAt: 2,
  error: null,
  usage: null,
  cost: null,
  context: null,
  plan: null,
  changes: [],
  notes: [],
  summaries: [],
  settled: null,
  ...more,
});
const asked = (id: string): Message => ({ id, role: "user", content: id, metadata: {} });
const answered = (id: string, runId: string, toolCalls?: ToolCall[]): Answered => ({
  id,
  role: "assistant",
  content: `text of ${id}`,
  metadata: { runId },
  ...(toolCalls ? { toolCalls } : {}),
});
const chat = (messages: Message[], runs: Run[]): Conversation => ({
  ...emptyConversation("c"),
  messages,
  runs,
});
const shape = (conversation: Conversation) =>
  turnsOf(conversation).map((turn) => [
    turn.key,
    turn.replies.map((reply) => [reply.key, reply.parts.map((part) => part.id)]),
  ]);

test("an answer that was tried again stands beside the first one, newest last", () => {
  const conversation = chat(
    [asked("u1"), answered("a1", "r1"), answered("a2", "r2")],
    [run("r1", "u1", { settled: "retry" }), run("r2", "u1")],
  );
  expect(shape(conversation)).toEqual([
    [
      "u1",
      [
        ["r1", ["a1"]],
        ["r2", ["a2"]],
      ],
    ],
  ]);
  expect(answerText(conversation, "r1")).toBe("text of a1");
  expect(answerText(conversation, "r2")).toBe("text of a2");
});

test("a run that continues another belongs to the same answer", () => {
  const conversation = chat(
    [asked("u1"), answered("a1", "r1"), answered("a2", "r2"), answered("a3", "r3")],
    [
      run("r1", "u1", { status: "interrupted", settled: "continue" }),
      run("r2", "u1", { parentRunId: "r1" }),
      run("r3", "u1", { parentRunId: "r2" }),
    ],
  );
  expect(shape(conversation)).toEqual([["u1", [["r1", ["a1", "a2", "a3"]]]]]);
});

test("a new answer to an earlier message is shown there, and one that has written nothing is an answer too", () => {
  const conversation = chat(
    [asked("u1"), answered("a1", "r1"), asked("u2"), answered("b1", "r2"), answered("a2", "r3")],
    [run("r1", "u1"), run("r2", "u2"), run("r3", "u1"), run("r4", "u2", { status: "running" })],
  );
  expect(shape(conversation)).toEqual([
    [
      "u1",
      [
        ["r1", ["a1"]],
        ["r3", ["a2"]],
      ],
    ],
    [
      "u2",
      [
        ["r2", ["b1"]],
        ["r4", []],
      ],
    ],
  ]);
});

test("text whose run nobody knows stays with the message before it", () => {
  expect(shape(chat([asked("u1"), answered("a1", "r9"), answered("a2", "r9")], []))).toEqual([
    ["u1", [["", ["a1", "a2"]]]],
  ]);
  expect(shape(chat([answered("a1", "r9")], []))).toEqual([["r9", [["", ["a1"]]]]]);
});

test("an action of a run that broke off is not shown as running while another run goes on", () => {
  const call: ToolCall = { id: "t1", type: "function", function: { name: "run_command", arguments: "{}" } };
  const message = answered("a1", "r1", [call]);
  const conversation = chat(
    [asked("u1"), message],
    [run("r1", "u1", { status: "interrupted" }), run("r2", "u1", { parentRunId: "r1", status: "running" })],
  );
  const reply = turnsOf(conversation)[0]?.replies[0];
  if (!reply) throw new Error("no reply");
  expect(toolState(call, message, reply)).toBe("unknown");
  const approved = chat(
    [asked("u1"), message],
    [run("r1", "u1"), run("r2", "u1", { parentRunId: "r1", status: "running" })],
  );
  const going = turnsOf(approved)[0]?.replies[0];
  if (!going) throw new Error("no reply");
  expect(toolState(call, message, going)).toBe("running");
});

const call = (id: string, more: Partial<ToolCall> = {}): ToolCall => ({
  id,
  type: "function",
  function: { name: "run_command", arguments: "{}" },
  ...more,
});

function firstReply(conversation: Conversation): Reply {
  const reply = turnsOf(conversation)[0]?.replies[0];
  if (!reply) throw new Error("no reply");
  return reply;
}

test("a question about a call whose id came before is asked on its own card, and on no other", () => {
  const [old, asking] = [call("call_0"), call("call_0")];
  const [before, now] = [answered("a1", "r1", [old]), answered("a2", "r2", [asking])];
  const conversation: Conversation = {
    ...chat(
      [asked("u1"), before, now],
      [run("r1", "u1"), run("r2", "u1", { parentRunId: "r1", status: "waiting" })],
    ),
    interrupts: [{ id: "i", reason: "tool_call", runId: "r2", toolCallId: "call_0" }],
  };
  const reply = firstReply(conversation);
  expect(reply.interrupts.map((each) => callOf(reply, each))).toEqual([asking]);
  expect(callOf(reply, reply.interrupts[0] as Reply["interrupts"][0])).toBe(asking);
  expect(interruptOf(old, reply)).toBeUndefined();
  expect(interruptOf(asking, reply)?.id).toBe("i");
  expect(toolState(old, before, reply)).toBe("unknown");
  expect(toolState(asking, now, reply)).toBe("asking");
});

test("an id that comes twice in one run means the later call, and one of another run is no call of this one", () => {
  const [first, second] = [call("call_0"), call("call_0")];
  const [before, now] = [answered("a1", "r1", [first]), answered("a2", "r1", [second])];
  const question = (runId: string) => [{ id: "i", reason: "tool_call", runId, toolCallId: "call_0" }];
  const conversation = chat([asked("u1"), before, now], [run("r1", "u1", { status: "waiting" })]);
  const reply = firstReply({ ...conversation, interrupts: question("r1") });
  expect(interruptOf(first, reply)).toBeUndefined();
  expect(interruptOf(second, reply)?.id).toBe("i");
  expect(
    callOf({ ...reply, interrupts: question("r9") }, question("r9")[0] as Reply["interrupts"][0]),
  ).toBeNull();
});

test("arguments are read once, when they are whole, and only their end is shown while they are written", () => {
  const parse = vi.spyOn(JSON, "parse");
  const whole = JSON.stringify({ path: "a.txt", content: "x".repeat(200_000) });
  let growing = call("t1", { metadata: { open: true }, function: { name: "write_file", arguments: "" } });
  let shown = 0;
  for (let at = 0; at < whole.length; at += 500) {
    const text = growing.function.arguments + whole.slice(at, at + 500);
    growing = { ...growing, function: { ...growing.function, arguments: text } };
    expect(argumentsOf(growing)).toBeNull();
    shown = Math.max(shown, writtenTail(growing).length);
  }
  expect(parse).not.toHaveBeenCalled();
  expect(shown).toBeLessThan(3_000);
  expect(writtenTail(growing).endsWith('xxx"}')).toBe(true);
  const ended = { ...growing, metadata: {} };
  expect(argumentsOf(ended)).toEqual(JSON.parse(whole));
  parse.mockClear();
  expect(argumentsOf(ended)).toBe(argumentsOf(ended));
  expect(parse).not.toHaveBeenCalled();
  expect(argumentsOf(call("t2", { function: { name: "x", arguments: '{"a":' } }))).toBeNull();
});
