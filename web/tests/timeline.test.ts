/** An answer as what was written and done, in order. */
import { expect, test } from "vitest";
import type {
  Answered,
  Conversation,
  Message,
  Reasoned,
  ToolCall,
  ToolResult,
} from "../src/domain/conversation";
import { planGoingOn, planOf } from "../src/domain/plan";
import { blocksOf } from "../src/domain/timeline";
import { startOf, workedOn } from "../src/domain/usage";
import { type Reply, turnsOf } from "../src/domain/view";
import { looksText, subjectOf } from "../src/ui/tool-words";
import { asked, chat, run } from "./chats";

const call = (id: string, name: string, values: object = {}): ToolCall => ({
  id,
  type: "function",
  function: { name, arguments: JSON.stringify(values) },
  metadata: { startedAt: 10 },
});
const does = (id: string, ...toolCalls: ToolCall[]): Answered => ({
  id,
  role: "assistant",
  content: "",
  toolCalls,
  metadata: { runId: "r1" },
});
const says = (id: string, content: string): Answered => ({
  id,
  role: "assistant",
  content,
  metadata: { runId: "r1" },
});
const thinks = (id: string): Reasoned => ({
  id,
  role: "reasoning",
  content: "hm",
  metadata: { runId: "r1" },
});
const result = (of: string, more: Partial<ToolResult> = {}): ToolResult => ({
  id: `result of ${of}`,
  role: "tool",
  toolCallId: of,
  content: "text",
  metadata: { runId: "r1", createdAt: 30 },
  ...more,
});

function replyOf(conversation: Conversation): Reply {
  const reply = turnsOf(conversation)[0]?.replies[0];
  if (!reply) throw new Error("no reply");
  return reply;
}

/** Blocks in few words. */
function shape(messages: readonly Message[], status: "running" | "finished" = "finished"): unknown[] {
  return blocksOf(replyOf(chat([asked("u"), ...messages], [run("r1", "u", { status })]))).map((block) => {
    if (block.kind === "written") return block.part.id;
    if (block.kind === "asking") return `asks ${block.step.call.id}`;
    if (block.kind === "planning") return `plans ${block.plan}`;
    if (block.kind === "summed") return `sums up ${block.summary.id}`;
    return block.steps.map((step) =>
      step.kind === "step"
        ? step.call.id
        : [
            looksText(step.counts),
            ...step.inside.map((one) => (one.kind === "step" ? one.call.id : one.part.id)),
          ],
    );
  });
}

test("finished reading and searching in a row is one line, and files are counted once", () => {
  const messages = [
    does("a1", call("1", "read_file", { path: "a" }), call("2", "read_file", { path: "b" })),
    result("1"),
    result("2"),
    does("a2", call("3", "search_text", { text: "x" }), call("4", "read_file", { path: "a", first_line: 9 })),
    result("3"),
    result("4"),
    does("a3", call("5", "find_files", { pattern: "*.py" })),
    result("5"),
  ];
  expect(shape(messages)).toEqual([[["Read 2 files, searched 2 times", "1", "2", "3", "4", "5"]]]);
});

test("a change, a failure and what still runs stand alone, and part what is folded", () => {
  const messages = [
    does("a1", call("1", "list_folder"), call("2", "update_plan")),
    result("1"),
    result("2"),
    does("a2", call("3", "write_file", { path: "a" })),
    result("3"),
    does("a3", call("4", "read_file", { path: "b" })),
    result("4", { error: "failed" }),
    does("a4", call("5", "read_file", { path: "c" }), call("6", "read_file", { path: "d" })),
    result("5"),
  ];
  expect(shape(messages, "running")).toEqual([
    [["Looked into 1 folder, updated the plan", "1", "2"], "3", "4", "5", "6"],
  ]);
});

test("what is thought between two looks is folded with them; after the last one it stands below", () => {
  const messages = [
    thinks("t0"),
    does("a1", call("1", "read_file", { path: "a" })),
    result("1"),
    thinks("t1"),
    does("a2", call("2", "read_file", { path: "b" })),
    result("2"),
    thinks("t2"),
    does("a3", call("3", "run_command", { command: "make" })),
    result("3"),
    thinks("t3"),
    says("a4", "Done."),
  ];
  expect(shape(messages)).toEqual(["t0", [["Read 2 files", "1", "t1", "2"]], "t2", ["3"], "t3", "a4"]);
});

test("text parts the actions before it from those after it", () => {
  const messages = [
    says("a1", "First."),
    does("a2", call("1", "read_file")),
    result("1"),
    says("a3", "Then."),
    does("a4", call("2", "read_file")),
    result("2"),
  ];
  expect(shape(messages)).toEqual(["a1", ["1"], "a3", ["2"]]);
});

test("how long an action took leaves out the wait for approval, while it runs as well", () => {
  const write = call("1", "write_file", { path: "a" });
  const runs = [
    run("r1", "u", { startedAt: 5, endedAt: 12 }),
    run("r2", "u", { startedAt: 5_000, parentRunId: "r1" }),
  ];
  const done = result("1", { metadata: { runId: "r2", createdAt: 5_020 } });
  expect(workedOn(write, done, runs)).toBe(20);
  expect(
    startOf(write, [runs[0] as (typeof runs)[0], { ...(runs[1] as (typeof runs)[0]), status: "running" }]),
  ).toBe(5_000);
});

test("an unknown tool is shown with the first of its arguments that is text", () => {
  expect(subjectOf(call("1", "weather_now", { days: 3, city: "Lisbon\nPorto" }))).toBe("Lisbon …");
  expect(subjectOf(call("1", "update_plan", { items: [] }))).toBe("");
});

test("a plan stays through an approval, and is not pinned when its answer has ended", () => {
  const plan = [{ text: "look", status: "doing" }] as const;
  const first = run("r1", "u", { plan });
  const going = run("r2", "u", { parentRunId: "r1", status: "running" });
  expect(planOf([first, going])).toEqual({ items: plan, goesOn: true });
  expect(planGoingOn(chat([], [first, going]))).toBe(plan);
  expect(planGoingOn(chat([], [{ ...first, status: "waiting" }]))).toBe(plan);
  expect(planOf([first])).toEqual({ items: plan, goesOn: false });
  expect(planGoingOn(chat([], [first]))).toBeNull();
  expect(planGoingOn(chat([], [first, run("r3", "v", { status: "running" })]))).toBeNull();
});

test("a summary stands where it was made, before what came after it", () => {
  const summary = { id: "s1", through: "result of c1", text: "Read a.", messages: 3, at: 40, undone: false };
  const first = does("m1", call("c1", "write_file"));
  const later: ToolCall = { ...call("c2", "write_file"), metadata: { startedAt: 50 } };
  const blocks = blocksOf(
    replyOf(
      chat(
        [asked("u"), first, result("c1"), does("m2", later), result("c2"), says("m3", "Done.")],
        [run("r1", "u", { status: "finished", summaries: [summary] })],
      ),
    ),
  );
  expect(blocks.map(({ kind }) => kind)).toEqual(["steps", "summed", "steps", "written"]);
});
