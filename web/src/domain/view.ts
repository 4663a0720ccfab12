/**
 * What the page derives from a conversation: turns, the state of a tool call, the run that is going. Pure
 * decisions; how they look is up to `ui`.
 */
import type {
  Answered,
  Asked,
  Conversation,
  Interrupt,
  Reasoned,
  Run,
  ToolCall,
  ToolResult,
} from "./conversation";

/** One answer: the run that began it and the runs that go on from it, with what they wrote and did. */
export interface Reply {
  /** The run that began it; empty where none is known. */
  readonly key: string;
  readonly parts: readonly (Answered | Reasoned)[];
  readonly results: ReadonlyMap<ToolCall, ToolResult>;
  readonly runs: readonly Run[];
  readonly interrupts: readonly Interrupt[];
}

/** A person's message and its answers, the newest last. */
export interface Turn {
  readonly key: string;
  readonly asked: Asked | null;
  readonly replies: readonly Reply[];
}

interface BuildingReply {
  readonly key: string;
  readonly parts: (Answered | Reasoned)[];
  readonly results: Map<ToolCall, ToolResult>;
  readonly runs: Run[];
  readonly interrupts: Interrupt[];
}

interface BuildingTurn {
  readonly key: string;
  readonly asked: Asked | null;
  readonly replies: BuildingReply[];
}

export function turnsOf(conversation: Conversation): Turn[] {
  const turns: BuildingTurn[] = [];
  const begin = (key: string, asked: Asked | null): BuildingTurn => {
    const turn: BuildingTurn = { key, asked, replies: [] };
    turns.push(turn);
    return turn;
  };
  const runs = new Map(conversation.runs.map((run) => [run.id, run]));
  const byAsked = new Map<string, BuildingTurn>();
  const byRoot = new Map<string, BuildingReply>();
  const ofRun = (id: string | undefined): BuildingReply => {
    const root = id === undefined ? undefined : rootOf(runs, id);
    const known = root && byRoot.get(root.id);
    if (known) return known;
    const asked = root?.messageId ? byAsked.get(root.messageId) : undefined;
    const turn = asked ?? turns[turns.length - 1] ?? begin(id ?? "start", null);
    const last = turn.replies[turn.replies.length - 1];
    if (root === undefined && last !== undefined) return last; // nobody says whose it is: it goes with what is there
    const reply: BuildingReply = {
      key: root?.id ?? "",
      parts: [],
      results: new Map(),
      runs: [],
      interrupts: [],
    };
    turn.replies.push(reply);
    if (root !== undefined) byRoot.set(root.id, reply);
    return reply;
  };
  const calls = new Map<string, { call: ToolCall; reply: BuildingReply }>();
  for (const message of conversation.messages) {
    if (message.role === "user") byAsked.set(message.id, begin(message.id, message));
    else if (message.role === "tool") {
      // A call's id may come again in a later run: a result answers the latest call before it.
      const found = calls.get(message.toolCallId);
      found?.reply.results.set(found.call, message);
    } else if (message.role === "assistant" || message.role === "reasoning") {
      const reply = ofRun(message.metadata?.runId);
      reply.parts.push(message);
      if (message.role === "assistant")
        for (const call of message.toolCalls ?? []) calls.set(call.id, { call, reply });
    }
  }
  for (const run of conversation.runs) ofRun(run.id).runs.push(run);
  for (const interrupt of conversation.interrupts) ofRun(interrupt.runId).interrupts.push(interrupt);
  const began = new Map(conversation.runs.map((run, at) => [run.id, at]));
  for (const turn of turns)
    turn.replies.sort((one, other) => (began.get(one.key) ?? -1) - (began.get(other.key) ?? -1));
  return turns;
}

function rootOf(runs: ReadonlyMap<string, Run>, id: string): Run | undefined {
  let run = runs.get(id);
  for (let depth = 0; run?.parentRunId && depth < 1000; depth++) {
    const parent = runs.get(run.parentRunId);
    if (parent === undefined) break;
    run = parent;
  }
  return run;
}

/**
 * The message that a new one follows, where it is not the newest of all: an answer to an earlier question may have
 * been tried again since, and must not push aside what was said after it.
 */
export function parentOf(conversation: Conversation): string | undefined {
  const turns = turnsOf(conversation);
  const turn = turns[turns.length - 1];
  const newest = conversation.messages[conversation.messages.length - 1];
  if (turn === undefined || newest === undefined) return undefined;
  const ids: string[] = [];
  for (const reply of turn.replies)
    for (const part of reply.parts) if (part.role === "assistant") ids.push(part.id);
  const inTurn = turn.replies.some(
    (reply) =>
      reply.parts.some((part) => part.id === newest.id) ||
      [...reply.results.values()].includes(newest as ToolResult),
  );
  if (newest.id === turn.asked?.id || inTurn) return undefined;
  return ids[ids.length - 1] ?? turn.asked?.id;
}

/** True when two turns show the same, so that the one on screen can stay as it is. */
export function sameTurn(one: Turn, other: Turn): boolean {
  return (
    one.key === other.key &&
    one.asked === other.asked &&
    one.replies.length === other.replies.length &&
    one.replies.every((reply, at) => sameReply(reply, other.replies[at] as Reply))
  );
}

function sameReply(one: Reply, other: Reply): boolean {
  return (
    one.key === other.key &&
    sameItems(one.parts, other.parts) &&
    sameItems(one.runs, other.runs) &&
    sameItems(one.interrupts, other.interrupts) &&
    sameItems([...one.results.values()], [...other.results.values()])
  );
}

function sameItems(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((item, at) => item === other[at]);
}

export type ToolState =
  | "writing" // the model is still writing the arguments
  | "running"
  | "asking" // an approval is open
  | "done"
  | "failed"
  | "denied" // the person said no
  | "stopped" // the person stopped it while it ran or waited
  | "not-run" // cut off before it could run
  | "unknown"; // it was started, and nothing tells how it ended

export function toolState(call: ToolCall, message: Answered, reply: Reply): ToolState {
  const result = reply.results.get(call);
  if (result?.error === "denied" || result?.error === "stopped") return result.error;
  if (result?.error !== undefined) return "failed";
  if (result !== undefined) return "done";
  if (interruptOf(call, message, reply) !== undefined) return "asking";
  if (call.metadata?.partial) return "not-run";
  const own = reply.runs.find((run) => run.id === message.metadata?.runId);
  // A run that goes on from a broken one does not do again what that one had begun.
  const broken = own?.status === "interrupted" || own?.status === "failed";
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

/** The call that a question is about: of its own run, because ids come again in others, and the latest there. */
export function callOf(reply: Reply, interrupt: Interrupt): ToolCall | null {
  for (let at = reply.parts.length - 1; at >= 0; at--) {
    const part = reply.parts[at];
    if (part?.role !== "assistant" || part.metadata?.runId !== interrupt.runId) continue;
    const found = part.toolCalls?.filter((call) => call.id === interrupt.toolCallId);
    const call = found?.[found.length - 1];
    if (call) return call;
  }
  return null;
}

/** The open question about a call. */
export function interruptOf(call: ToolCall, message: Answered, reply: Reply): Interrupt | undefined {
  return reply.interrupts.find(
    (interrupt) =>
      interrupt.toolCallId === call.id &&
      interrupt.runId === message.metadata?.runId &&
      callOf(reply, interrupt) === call,
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
  return (reply?.parts ?? [])
    .filter((part) => part.role === "assistant")
    .map((part) => part.content ?? "")
    .filter((text) => text !== "")
    .join("\n\n");
}
