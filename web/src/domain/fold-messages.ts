/** Messages of text and thinking: one part of the fold. */
import type {
  Answered,
  Asked,
  Conversation,
  Directed,
  Message,
  PartMetadata,
  Reasoned,
  ToolCallMetadata,
  ToolResult,
} from "./conversation";
import type { EventOf } from "./frame";

type Text = EventOf<"TEXT_MESSAGE_CONTENT"> | EventOf<"REASONING_MESSAGE_CONTENT">;
type End = EventOf<"TEXT_MESSAGE_END"> | EventOf<"REASONING_MESSAGE_END">;

export function openMessage(
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

export function addText(
  state: Conversation,
  event: Text,
  context: { readonly run: string | undefined; readonly replaces: boolean },
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

export function endMessage(state: Conversation, event: End): Conversation {
  return changeMessage(state, event.messageId, (message) => ({
    ...message,
    metadata: closed(message.metadata ?? {}, event.metadata?.partial === true),
  }));
}

export function changeMessage(
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

/** The server sends the END of every open part before a run's error; this is for a log that could not. */
export function cutOpenParts(state: Conversation, run: string): Conversation {
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

export function closed<T extends PartMetadata | ToolCallMetadata>(metadata: T, partial: boolean): T {
  const { open: _, ...rest } = metadata;
  return (partial ? { ...rest, partial: true } : rest) as T;
}

export function present<K extends string, V>(key: K, value: V | undefined): { [key in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [key in K]: V });
}
