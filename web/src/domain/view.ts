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

/** A person's message and everything that answered it, with the runs that did. */
export interface Turn {
  readonly key: string;
  readonly asked: Asked | null;
  readonly parts: readonly (Answered | Reasoned)[];
  readonly results: ReadonlyMap<ToolCall, ToolResult>;
  readonly runs: readonly Run[];
  readonly interrupts: readonly Interrupt[];
}

export function turnsOf(conversation: Conversation): Turn[] {
  interface Building {
    key: string;
    asked: Asked | null;
    parts: (Answered | Reasoned)[];
    results: Map<ToolCall, ToolResult>;
    runs: Run[];
    interrupts: Interrupt[];
  }
  const turns: Building[] = [];
  const begin = (key: string, asked: Asked | null): Building => {
    const turn = { key, asked, parts: [], results: new Map(), runs: [], interrupts: [] };
    turns.push(turn);
    return turn;
  };
  const runs = new Map(conversation.runs.map((run) => [run.id, run]));
  const byAsked = new Map<string, Building>();
  const ofRun = (id: string | undefined): Building => {
    const root = id === undefined ? undefined : rootOf(runs, id);
    const asked = root?.messageId ? byAsked.get(root.messageId) : undefined;
    return asked ?? turns[turns.length - 1] ?? begin(id ?? "start", null);
  };
  const calls = new Map<string, { call: ToolCall; turn: Building }>();
  for (const message of conversation.messages) {
    if (message.role === "user") byAsked.set(message.id, begin(message.id, message));
    else if (message.role === "tool") {
      // A call's id may come again in a later run: a result answers the latest call before it.
      const found = calls.get(message.toolCallId);
      found?.turn.results.set(found.call, message);
    } else if (message.role === "assistant" || message.role === "reasoning") {
      const turn = ofRun(message.metadata?.runId);
      turn.parts.push(message);
      if (message.role === "assistant")
        for (const call of message.toolCalls ?? []) calls.set(call.id, { call, turn });
    }
  }
  for (const run of conversation.runs) ofRun(run.id).runs.push(run);
  for (const interrupt of conversation.interrupts) ofRun(interrupt.runId).interrupts.push(interrupt);
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

/** True when two turns show the same, so that the one on screen can stay as it is. */
export function sameTurn(one: Turn, other: Turn): boolean {
  return (
    one.key === other.key &&
    one.asked === other.asked &&
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
  | "not-run" // cut off before it could run
  | "unknown"; // it was started, and nothing tells how it ended

export function toolState(call: ToolCall, message: Answered, turn: Turn): ToolState {
  const result = turn.results.get(call);
  if (result?.error !== undefined) return result.error === "denied" ? "denied" : "failed";
  if (result !== undefined) return "done";
  if (turn.interrupts.some((interrupt) => interrupt.toolCallId === call.id)) return "asking";
  if (call.metadata?.partial) return "not-run";
  const alive = turn.runs.some((run) => run.status === "running");
  if (call.metadata?.open) return alive ? "writing" : "not-run";
  if (alive) return "running";
  const own = turn.runs.find((run) => run.id === message.metadata?.runId);
  return own === undefined || own.endedAt !== null || own.status !== "running" ? "unknown" : "running";
}

export function activeRun(conversation: Conversation): Run | null {
  for (let at = conversation.runs.length - 1; at >= 0; at--) {
    const run = conversation.runs[at];
    if (run?.status === "running") return run;
  }
  return null;
}

/** The arguments of a call as named values, or null while they are incomplete or are not an object. */
export function argumentsOf(call: ToolCall): Record<string, unknown> | null {
  try {
    const parsed: unknown = JSON.parse(call.function.arguments || "{}");
    return typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)
      ? (parsed as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

/** A tool call by id, wherever it is in the conversation. */
export function findCall(turn: Turn, id: string | undefined): ToolCall | null {
  for (const part of turn.parts) {
    if (part.role !== "assistant") continue;
    const call = part.toolCalls?.find((candidate) => candidate.id === id);
    if (call) return call;
  }
  return null;
}

export function wordsIn(text: string): number {
  return text.trim() === "" ? 0 : text.trim().split(/\s+/).length;
}

/** The text of a turn's answer as it was written, in Markdown. */
export function answerText(conversation: Conversation, key: string): string {
  const turn = turnsOf(conversation).find((candidate) => candidate.key === key);
  return (turn?.parts ?? [])
    .filter((part) => part.role === "assistant")
    .map((part) => part.content ?? "")
    .filter((text) => text !== "")
    .join("\n\n");
}
