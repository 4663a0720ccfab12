/**
 * What a conversation is: the value that the fold builds and the page shows. Words and shapes are those of the
 * wire (AG-UI 1.0 messages with our metadata); nothing here knows how they arrive or look.
 */
import type {
  Interrupt as AguiInterrupt,
  ToolCall as AguiToolCall,
  ToolMessage as AguiToolMessage,
  AssistantMessage,
  ReasoningMessage,
  TokenUsage,
  UserMessage,
} from "@ag-ui/core";

export type RunStatus = "running" | "waiting" | "finished" | "failed" | "cancelled" | "interrupted";

export interface Run {
  readonly id: string;
  readonly status: RunStatus;
  readonly messageId: string | null;
  readonly model: string | null;
  readonly parentRunId: string | null;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly usage: readonly TokenUsage[] | null;
  readonly notes: readonly Note[];
  /** What the person chose for a run that had ended: retry, continue or keep. */
  readonly settled: string | null;
}

export interface Note {
  readonly code: string;
  readonly text: string;
}

/** `open` while text still streams in; `partial` when it was cut off before its end. */
export interface PartMetadata {
  readonly runId?: string;
  readonly createdAt?: number;
  readonly open?: true;
  readonly partial?: true;
  readonly parentId?: string;
  readonly model?: string;
  readonly [key: string]: unknown;
}

export interface ToolCallMetadata {
  readonly startedAt?: number;
  readonly endedAt?: number;
  readonly open?: true;
  readonly partial?: true;
  readonly [key: string]: unknown;
}

type With<T, M> = Readonly<Omit<T, "metadata"> & { metadata?: M }>;

export type ToolCall = With<AguiToolCall, ToolCallMetadata>;
export type Asked = With<Omit<UserMessage, "content">, PartMetadata> & { readonly content: string };
export type Answered = With<Omit<AssistantMessage, "toolCalls" | "content">, PartMetadata> & {
  readonly content?: string;
  readonly toolCalls?: readonly ToolCall[];
};
export type Reasoned = With<ReasoningMessage, PartMetadata>;
export type ToolResult = With<Omit<AguiToolMessage, "content">, PartMetadata> & { readonly content: string };
/** System and developer messages are possible in the vocabulary; the page does not show them. */
export type Directed = {
  readonly id: string;
  readonly role: "system" | "developer";
  readonly content: string;
  readonly metadata?: PartMetadata;
  readonly encryptedValue?: string;
};
export type Message = Asked | Answered | Reasoned | ToolResult | Directed;

export type Interrupt = With<
  AguiInterrupt,
  { readonly tool?: string; readonly title?: string; readonly risk?: "write" | "command" }
> & { readonly runId: string };

export interface Conversation {
  readonly id: string;
  readonly title: string;
  readonly workspace: string | null;
  readonly model: string | null;
  readonly messages: readonly Message[];
  readonly runs: readonly Run[];
  readonly interrupts: readonly Interrupt[];
  readonly n: number;
  readonly deleted?: boolean;
}

/** One line of the sidebar. */
export interface Summary {
  readonly id: string;
  readonly title: string;
  readonly updatedAt: number;
  readonly running: boolean;
}

export function emptyConversation(id: string): Conversation {
  return { id, title: "", workspace: null, model: null, messages: [], runs: [], interrupts: [], n: 0 };
}
