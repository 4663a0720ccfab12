/**
 * The fold: facts in, conversation out. Pure, without clock or I/O, and equal to the server's fold: both run
 * `tests/vectors/*.json`. Unchanged parts keep their identity, so that a view can compare by reference.
 */
import type {
  Answered,
  Asked,
  Conversation,
  Directed,
  Interrupt,
  Message,
  Note,
  PartMetadata,
  Reasoned,
  Run,
  ToolCall,
  ToolCallMetadata,
  ToolResult,
} from "./conversation";
import type { Event, EventOf, Frame } from "./frame";

/** `seen`: nothing new in it. `gap`: facts are missing before it, fetch the conversation. */
export type Outcome = "applied" | "seen" | "gap";

export function apply(state: Conversation, frame: Frame): { state: Conversation; outcome: Outcome } {
  const first = frame.n0 ?? frame.n;
  if (frame.n <= state.n) return { state, outcome: "seen" };
  const follows = first === state.n + 1 || (frame.set === true && first <= state.n + 1);
  if (!follows) return { state, outcome: "gap" };
  const next = applyEvent(state, frame.e, { run: frame.r, replaces: frame.set === true });
  return { state: { ...next, n: frame.n }, outcome: "applied" };
}

interface Context {
  readonly run: string | undefined;
  readonly replaces: boolean;
}

function applyEvent(state: Conversation, event: Event, context: Context): Conversation {
  switch (event.type) {
    case "TEXT_MESSAGE_START":
      return openMessage(state, event.messageId, event.role ?? "assistant", event, context.run);
    case "REASONING_MESSAGE_START":
      return openMessage(state, event.messageId, "reasoning", event, context.run);
    case "TEXT_MESSAGE_CONTENT":
    case "REASONING_MESSAGE_CONTENT":
      return addText(state, event, context);
    case "TEXT_MESSAGE_END":
    case "REASONING_MESSAGE_END":
      return changeMessage(state, event.messageId, (message) => ({
        ...message,
        metadata: closed(message.metadata ?? {}, event.metadata?.partial === true),
      }));
    case "TOOL_CALL_START":
      return startToolCall(state, event, context.run);
    case "TOOL_CALL_ARGS":
      return changeToolCall(state, event.toolCallId, (call) => ({
        ...call,
        function: {
          ...call.function,
          arguments: context.replaces ? event.delta : call.function.arguments + event.delta,
        },
      }));
    case "TOOL_CALL_END":
      return changeToolCall(state, event.toolCallId, (call) => ({
        ...call,
        metadata: closed(
          { ...call.metadata, ...present("endedAt", event.timestamp) },
          event.metadata?.partial === true,
        ),
      }));
    case "TOOL_CALL_RESULT":
      return addToolResult(state, event, context.run);
    case "REASONING_ENCRYPTED_VALUE":
      return event.subtype === "tool-call"
        ? changeToolCall(state, event.entityId, (call) => ({ ...call, encryptedValue: event.encryptedValue }))
        : changeMessage(state, event.entityId, (message) => ({
            ...message,
            encryptedValue: event.encryptedValue,
          }));
    case "RUN_STARTED":
      return startRun(state, event);
    case "RUN_FINISHED":
      return finishRun(state, event, context.run);
    case "RUN_ERROR":
      return failRun(state, event, context.run);
    case "CUSTOM":
      return applyCustom(state, event, context.run);
    default:
      return state;
  }
}

// --- messages ---------------------------------------------------------------------------------------

function openMessage(
  state: Conversation,
  id: string,
  role: "assistant" | "user" | "system" | "developer" | "reasoning",
  event: { readonly timestamp?: number; readonly metadata?: Record<string, unknown> },
  run: string | undefined,
): Conversation {
  const metadata: PartMetadata = {
    ...event.metadata,
    ...(role === "user" ? {} : present("runId", run)),
    ...present("createdAt", event.timestamp),
    open: true,
  };
  if (state.messages.some((message) => message.id === id)) {
    return changeMessage(state, id, (message) => ({
      ...message,
      metadata: { ...message.metadata, ...metadata },
    }));
  }
  return { ...state, messages: [...state.messages, { id, role, content: "", metadata } as Message] };
}

function addText(
  state: Conversation,
  event: EventOf<"TEXT_MESSAGE_CONTENT"> | EventOf<"REASONING_MESSAGE_CONTENT">,
  context: Context,
): Conversation {
  const grow = (from: Conversation): Conversation =>
    changeMessage(from, event.messageId, (message) => ({
      ...message,
      content: context.replaces ? event.delta : (message.content ?? "") + event.delta,
    }));
  const grown = grow(state);
  if (grown !== state) return grown;
  // A `set` frame may stand for START and everything after it.
  const role = event.type === "REASONING_MESSAGE_CONTENT" ? "reasoning" : "assistant";
  return grow(openMessage(state, event.messageId, role, {}, context.run));
}

function changeMessage(
  state: Conversation,
  id: string,
  change: (message: Asked | Answered | Reasoned | ToolResult | Directed) => object,
): Conversation {
  // From the end: what changes is nearly always what came last.
  for (let at = state.messages.length - 1; at >= 0; at--) {
    const message = state.messages[at];
    if (message?.id !== id) continue;
    const messages = state.messages.slice();
    messages[at] = change(message) as Message;
    return { ...state, messages };
  }
  return state;
}

// --- tool calls -------------------------------------------------------------------------------------

function startToolCall(
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

function lastAnswerOf(state: Conversation, run: string | undefined): string | undefined {
  for (let at = state.messages.length - 1; at >= 0; at--) {
    const message = state.messages[at];
    if (message?.role === "assistant" && message.metadata?.runId === run) return message.id;
  }
  return undefined;
}

function changeToolCall(state: Conversation, id: string, change: (call: ToolCall) => ToolCall): Conversation {
  for (let at = state.messages.length - 1; at >= 0; at--) {
    const message = state.messages[at];
    if (message?.role !== "assistant") continue;
    if (!message.toolCalls?.some((call) => call.id === id)) continue;
    // An id may come again in a later run; the latest is the one that is meant.
    const latest = message.toolCalls.map((call) => call.id).lastIndexOf(id);
    const toolCalls = message.toolCalls.map((call, place) => (place === latest ? change(call) : call));
    return changeMessage(state, message.id, () => ({ ...message, toolCalls }));
  }
  return state;
}

function addToolResult(
  state: Conversation,
  event: EventOf<"TOOL_CALL_RESULT">,
  run: string | undefined,
): Conversation {
  const error = event.metadata?.error;
  const message: ToolResult = {
    id: event.messageId,
    role: "tool",
    toolCallId: event.toolCallId,
    content: textOf(event.content),
    ...(typeof error === "string" ? { error } : {}),
    metadata: { ...present("runId", run), ...present("createdAt", event.timestamp) },
  };
  if (state.messages.some((known) => known.id === message.id))
    return changeMessage(state, message.id, () => message);
  return { ...state, messages: [...state.messages, message] };
}

function textOf(content: EventOf<"TOOL_CALL_RESULT">["content"]): string {
  if (typeof content === "string") return content;
  return content.map((part) => ("text" in part ? part.text : "")).join("");
}

// --- runs -------------------------------------------------------------------------------------------

function startRun(state: Conversation, event: EventOf<"RUN_STARTED">): Conversation {
  const run: Run = {
    id: event.runId,
    status: "running",
    messageId: textOrNull(event.metadata?.messageId),
    model: textOrNull(event.metadata?.model),
    parentRunId: event.parentRunId ?? null,
    startedAt: event.timestamp ?? null,
    endedAt: null,
    error: null,
    usage: null,
    notes: [],
    settled: null,
  };
  const others = state.runs.filter((known) => known.id !== run.id);
  return { ...state, runs: [...others, run] };
}

function finishRun(
  state: Conversation,
  event: EventOf<"RUN_FINISHED">,
  id: string | undefined,
): Conversation {
  if (id === undefined || !state.runs.some((run) => run.id === id)) return state;
  const outcome = event.outcome?.type;
  const status = outcome === "cancelled" ? "cancelled" : outcome === "interrupt" ? "waiting" : "finished";
  const ended = changeRun(state, id, (run) => ({
    ...run,
    status,
    endedAt: event.timestamp ?? null,
    usage: event.usage ?? null,
  }));
  if (event.outcome?.type !== "interrupt") return ended;
  const asked: Interrupt[] = event.outcome.interrupts.map((interrupt) => ({
    ...(interrupt as Interrupt),
    runId: id,
  }));
  return { ...ended, interrupts: [...ended.interrupts, ...asked] };
}

function failRun(state: Conversation, event: EventOf<"RUN_ERROR">, id: string | undefined): Conversation {
  if (id === undefined || !state.runs.some((run) => run.id === id)) return state;
  const code = event.code || "error";
  const ended = changeRun(state, id, (run) => ({
    ...run,
    status: code === "interrupted" ? "interrupted" : "failed",
    endedAt: event.timestamp ?? null,
    error: { code, message: event.message },
    usage: event.usage ?? null,
  }));
  return cutOpenParts(ended, id);
}

/** The server sends the END of every open part before a run's error; this is for a log that could not. */
function cutOpenParts(state: Conversation, run: string): Conversation {
  const isOpen = (message: Message): boolean =>
    message.metadata?.runId === run &&
    (message.metadata.open === true ||
      (message.role === "assistant" && message.toolCalls?.some((call) => call.metadata?.open) === true));
  if (!state.messages.some(isOpen)) return state;
  const messages = state.messages.map((message) => {
    if (!isOpen(message)) return message;
    const cut = message.metadata?.open
      ? ({ ...message, metadata: closed(message.metadata, true) } as Message)
      : message;
    if (cut.role !== "assistant" || cut.toolCalls === undefined) return cut;
    const toolCalls = cut.toolCalls.map((call) =>
      call.metadata?.open ? { ...call, metadata: closed(call.metadata, true) } : call,
    );
    return { ...cut, toolCalls };
  });
  return { ...state, messages };
}

function changeRun(state: Conversation, id: string, change: (run: Run) => Run): Conversation {
  return { ...state, runs: state.runs.map((run) => (run.id === id ? change(run) : run)) };
}

// --- our own facts ----------------------------------------------------------------------------------

function applyCustom(state: Conversation, event: EventOf<"CUSTOM">, run: string | undefined): Conversation {
  const value: Readonly<Record<string, unknown>> = event.value ?? {};
  switch (event.name) {
    case "runnel:conversation.created":
    case "runnel:conversation.changed":
      return {
        ...state,
        ...(typeof value.title === "string" ? { title: value.title } : {}),
        ...("workspace" in value ? { workspace: textOrNull(value.workspace) } : {}),
        ...("model" in value ? { model: textOrNull(value.model) } : {}),
      };
    case "runnel:conversation.deleted":
      return { ...state, deleted: true };
    case "runnel:interrupts.answered": {
      const interrupts = state.interrupts.filter((interrupt) => interrupt.runId !== value.runId);
      const status = value.cancelled ? "cancelled" : "finished";
      return changeRun({ ...state, interrupts }, String(value.runId), (waiting) => ({ ...waiting, status }));
    }
    case "runnel:run.settled":
      return run === undefined
        ? state
        : changeRun(state, run, (ended) => ({ ...ended, settled: textOrNull(value.choice) }));
    case "runnel:run.note":
      if (run === undefined) return state;
      return changeRun(state, run, (noted) => ({
        ...noted,
        notes: [...noted.notes, event.value as Note],
      }));
    default:
      return state;
  }
}

// --- small words ------------------------------------------------------------------------------------

function closed<T extends PartMetadata | ToolCallMetadata>(metadata: T, partial: boolean): T {
  const { open: _, ...rest } = metadata;
  return (partial ? { ...rest, partial: true } : rest) as T;
}

function present<K extends string, V>(key: K, value: V | undefined): { [key in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [key in K]: V });
}

function textOrNull(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}
