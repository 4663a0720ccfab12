/**
 * What the page derives from a conversation and its turns: the state of a tool call, the run that is going. Pure
 * decisions; how they look is up to `ui`.
 */
import type { Answered, Asked, Conversation, Interrupt, Run, ToolCall, ToolResult } from "./conversation";
import { joinedTexts } from "./halves";
import { type Reply, turnsOf } from "./turns";

export { type Reply, type Turn, turnsOf } from "./turns";

export type ToolState =
  | "writing" // the model is still writing the arguments
  | "running"
  | "asking" // an approval is open
  | "done"
  | "planned" // not done: it is a step of the plan
  | "failed"
  | "denied" // the person said no
  | "stopped" // the person stopped it while it ran or waited
  | "not-run" // cut off before it could run
  | "unknown"; // it was started, and nothing tells how it ended

export function toolState(call: ToolCall, message: Answered, reply: Reply): ToolState {
  const result = reply.results.get(call);
  if (result?.error === "denied" || result?.error === "stopped") return result.error;
  if (result?.error !== undefined) return "failed";
  if (result !== undefined) return result.metadata?.planned ? "planned" : "done";
  if (interruptOf(call, reply) !== undefined) return "asking";
  if (call.metadata?.partial) return "not-run";
  const own = reply.runs.find((run) => run.id === message.metadata?.runId);
  // A run that goes on from a broken one does not do again what that one had begun.
  const ended = own?.status === "interrupted" || own?.status === "failed";
  const broken = ended && call.metadata?.settled !== "again"; // … unless a person wants it to
  const alive = !broken && reply.runs.some((run) => run.status === "running");
  if (call.metadata?.open) return alive ? "writing" : "not-run";
  if (alive) return "running";
  return own === undefined || own.endedAt !== null || own.status !== "running" ? "unknown" : "running";
}

export function activeRun(conversation: Conversation): Run | null {
  for (let at = conversation.runs.length - 1; at >= 0; at--) {
    const run = conversation.runs[at];
    if (run?.status === "running") return run;
  }
  return null;
}

type Values = Record<string, unknown>;
const read = new WeakMap<ToolCall, Values | null>(); // a call that does not change is not read again

/** The arguments of a call as named values; null while they are written, and where they are not a whole object. */
export function argumentsOf(call: ToolCall): Values | null {
  if (call.metadata?.open) return null; // reading them at each piece would cost the square of their length
  let values = read.get(call);
  if (values === undefined) {
    values = valuesOf(call.function.arguments);
    read.set(call, values);
  }
  return values;
}

function valuesOf(text: string): Values | null {
  try {
    const parsed: unknown = JSON.parse(text || "{}");
    return typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)
      ? (parsed as Values)
      : null;
  } catch {
    return null;
  }
}

const TAIL = 2_000;

/** What is shown of arguments that are no whole object: all of them, or their end while they are written. */
export function writtenTail(call: ToolCall): string {
  const text = call.function.arguments;
  return call.metadata?.open && text.length > TAIL ? `…${text.slice(-TAIL)}` : text;
}

/**
 * The call that a question is about: of its own run, because ids come again in others, and the latest there. A run
 * that goes on with what an earlier one began may ask about it once more: then it is the latest that has no result.
 */
export function callOf(reply: Reply, interrupt: Interrupt): ToolCall | null {
  const before = ancestorsOf(reply, interrupt.runId);
  let earlier: ToolCall | null = null;
  for (let at = reply.parts.length - 1; at >= 0; at--) {
    const part = reply.parts[at];
    if (part?.role !== "assistant") continue;
    const found = part.toolCalls?.filter((call) => call.id === interrupt.toolCallId);
    const call = found?.[found.length - 1];
    if (call === undefined) continue;
    if (part.metadata?.runId === interrupt.runId) return call;
    if (before.has(part.metadata?.runId ?? "") && !reply.results.has(call)) earlier ??= call;
  }
  return earlier;
}

/** The runs of an answer that this one goes on from. */
function ancestorsOf({ runs }: Reply, id: string): ReadonlySet<string> {
  const before = new Set<string>();
  let parent = runs.find((run) => run.id === id)?.parentRunId ?? null;
  while (parent !== null && !before.has(parent)) {
    before.add(parent);
    const now = parent;
    parent = runs.find((run) => run.id === now)?.parentRunId ?? null;
  }
  return before;
}

/** What a question about a call would do: the call itself, or the one of a helper that it gave a task. */
export function askedOf(call: ToolCall, interrupt: Interrupt): ToolCall | null {
  const helper = interrupt.metadata?.helper;
  if (helper === undefined) return call;
  const steps = call.metadata?.steps ?? [];
  const calls = steps.flatMap((step) => (step.role === "assistant" ? (step.toolCalls ?? []) : []));
  const meant = calls.filter(({ id }) => id === helper.call);
  return meant[meant.length - 1] ?? null;
}

/**
 * Where a result, or words in a person's message, came from that nobody vouches for; empty for what they wrote
 * themselves, and for what their own files and programs say.
 */
export function sourcesOf(message: ToolResult | Asked | undefined): readonly string[] {
  const untrusted = message?.metadata?.untrusted ?? [];
  return typeof untrusted === "string" ? [untrusted] : untrusted;
}

/** The open question about a call. */
export function interruptOf(call: ToolCall, reply: Reply): Interrupt | undefined {
  return reply.interrupts.find(
    (interrupt) => interrupt.toolCallId === call.id && callOf(reply, interrupt) === call,
  );
}

export function wordsIn(text: string): number {
  return text.trim() === "" ? 0 : text.trim().split(/\s+/).length;
}

/** The text of an answer as it was written, in Markdown. */
export function answerText(conversation: Conversation, key: string): string {
  const reply = turnsOf(conversation)
    .flatMap((turn) => turn.replies)
    .find((candidate) => candidate.key === key);
  return joinedTexts((reply?.parts ?? []).filter((part) => part.role === "assistant"));
}
