/** Tool calls, what they write while they run, and their results: one part of the fold. */
import type { Answered, Conversation, PartMetadata, ToolCall, ToolResult } from "./conversation";
import { changeMessage, closed, present } from "./fold-messages";
import type { EventOf } from "./frame";

/** UTF-16 units kept of what a running call writes; the server's fold keeps as many. */
const OUTPUT_CHARS = 65_536;

interface Context {
  readonly run: string | undefined;
  readonly replaces: boolean;
}

export function startToolCall(
  state: Conversation,
  event: EventOf<"TOOL_CALL_START">,
  run: string | undefined,
): Conversation {
  const call: ToolCall = {
    id: event.toolCallId,
    type: "function",
    function: { name: event.toolCallName, arguments: "" },
    metadata: { ...present("startedAt", event.timestamp), open: true },
  };
  const parent = event.parentMessageId || lastAnswerOf(state, run) || `${event.toolCallId}-message`;
  const existing = state.messages.find((message) => message.id === parent);
  if (existing === undefined) {
    const metadata: PartMetadata = present("runId", run);
    const message: Answered = { id: parent, role: "assistant", content: "", toolCalls: [call], metadata };
    return { ...state, messages: [...state.messages, message] };
  }
  return changeMessage(state, parent, (message) => {
    if (message.role !== "assistant") return message;
    return { ...message, toolCalls: [...(message.toolCalls ?? []), call] };
  });
}

export function growToolCall(
  state: Conversation,
  event: EventOf<"TOOL_CALL_ARGS">,
  context: Context,
): Conversation {
  return changeToolCall(state, event.toolCallId, (call) => ({
    ...call,
    function: {
      ...call.function,
      arguments: context.replaces ? event.delta : call.function.arguments + event.delta,
    },
  }));
}

export function endToolCall(state: Conversation, event: EventOf<"TOOL_CALL_END">): Conversation {
  return changeToolCall(state, event.toolCallId, (call) => ({
    ...call,
    metadata: closed(
      { ...call.metadata, ...present("endedAt", event.timestamp) },
      event.metadata?.partial === true,
    ),
  }));
}

/** What the person chose for a call whose outcome is unknown. */
export function settleCall(state: Conversation, value: Readonly<Record<string, unknown>>): Conversation {
  return changeToolCall(state, String(value.toolCallId), (call) => ({
    ...call,
    metadata: { ...call.metadata, settled: value.choice as "again" | "done" | "skip" },
  }));
}

/** A message of a helper: its own words with its calls, or a call's result. */
export function addStep(state: Conversation, value: Readonly<Record<string, unknown>>): Conversation {
  const step = value.message as Answered | ToolResult;
  return changeSteps(state, value, (steps) =>
    steps.some((known) => known.id === step.id)
      ? steps.map((known) => (known.id === step.id ? step : known))
      : [...steps, step],
  );
}

/** More of a helper's message, or of the arguments of a call in it, where one fact does not hold it. */
export function growStep(state: Conversation, value: Readonly<Record<string, unknown>>): Conversation {
  const delta = String(value.delta);
  return changeSteps(state, value, (steps) =>
    steps.map((step) => {
      if (step.id !== value.message) return step;
      if (value.call === undefined) return { ...step, content: (step.content ?? "") + delta };
      if (step.role !== "assistant") return step;
      const toolCalls = step.toolCalls?.map((call) =>
        call.id === value.call
          ? { ...call, function: { ...call.function, arguments: call.function.arguments + delta } }
          : call,
      );
      return toolCalls === undefined ? step : { ...step, toolCalls };
    }),
  );
}

type Steps = readonly (Answered | ToolResult)[];

function changeSteps(
  state: Conversation,
  value: Readonly<Record<string, unknown>>,
  change: (steps: Steps) => Steps,
): Conversation {
  return changeToolCall(state, String(value.toolCallId), (call) => ({
    ...call,
    metadata: { ...call.metadata, steps: change(call.metadata?.steps ?? []) },
  }));
}

/** What a call has written so far, until its result takes its place. */
export function addOutput(
  state: Conversation,
  value: Readonly<Record<string, unknown>>,
  context: Context,
): Conversation {
  const delta = String(value.delta ?? "");
  return changeToolCall(
    state,
    String(value.toolCallId),
    (call) => {
      const before = context.replaces ? "" : (call.metadata?.output ?? "");
      return { ...call, metadata: { ...call.metadata, output: tail(before + delta) } };
    },
    { unanswered: true },
  );
}

function tail(text: string): string {
  if (text.length <= OUTPUT_CHARS) return text;
  const kept = text.slice(-OUTPUT_CHARS);
  const first = kept.charCodeAt(0);
  return first >= 0xdc00 && first <= 0xdfff ? kept.slice(1) : kept; // never half a character
}

export function addToolResult(
  state: Conversation,
  event: EventOf<"TOOL_CALL_RESULT">,
  run: string | undefined,
): Conversation {
  const { error, ...metadata } = (event.metadata ?? {}) as Record<string, unknown>;
  const message: ToolResult = {
    id: event.messageId,
    role: "tool",
    toolCallId: event.toolCallId,
    content: textOf(event.content),
    ...(typeof error === "string" ? { error } : {}),
    metadata: { ...metadata, ...present("runId", run), ...present("createdAt", event.timestamp) },
  };
  const quiet = changeToolCall(state, event.toolCallId, (call) => {
    if (call.metadata?.output === undefined) return call;
    const { output: _, ...rest } = call.metadata;
    return { ...call, metadata: rest };
  });
  if (quiet.messages.some((known) => known.id === message.id))
    return changeMessage(quiet, message.id, () => message);
  return { ...quiet, messages: [...quiet.messages, message] };
}

export function changeToolCall(
  state: Conversation,
  id: string,
  change: (call: ToolCall) => ToolCall,
  { unanswered = false } = {},
): Conversation {
  for (let at = state.messages.length - 1; at >= 0; at--) {
    const message = state.messages[at];
    if (unanswered && message?.role === "tool" && message.toolCallId === id) return state;
    if (message?.role !== "assistant") continue;
    if (!message.toolCalls?.some((call) => call.id === id)) continue;
    // An id may come again in a later run; the latest is the one that is meant.
    const latest = message.toolCalls.map((call) => call.id).lastIndexOf(id);
    const before = message.toolCalls[latest] as ToolCall;
    const after = change(before);
    if (after === before) return state;
    const toolCalls = message.toolCalls.map((call, place) => (place === latest ? after : call));
    return changeMessage(state, message.id, () => ({ ...message, toolCalls }));
  }
  return state;
}

function lastAnswerOf(state: Conversation, run: string | undefined): string | undefined {
  for (let at = state.messages.length - 1; at >= 0; at--) {
    const message = state.messages[at];
    if (message?.role === "assistant" && message.metadata?.runId === run) return message.id;
  }
  return undefined;
}

function textOf(content: EventOf<"TOOL_CALL_RESULT">["content"]): string {
  if (typeof content === "string") return content;
  return content.map((part) => ("text" in part ? part.text : "")).join("");
}
