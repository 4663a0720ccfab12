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
import type { BackgroundJob, Cost, FileChange, Run } from "./run";

export type * from "./run";

export interface AttachmentRef {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly bytes: number;
  readonly kind: "image" | "pdf" | "text" | "other";
}

/** `open` while text still streams in; `partial` when it was cut off before its end. */
export interface PartMetadata {
  readonly runId?: string;
  readonly createdAt?: number;
  readonly open?: true;
  readonly partial?: true;
  /** The message that this one follows; null makes it a first one, absent means the one before it. */
  readonly parentId?: string | null;
  readonly model?: string;
  /** The run that this message of a person steers, while it goes. */
  readonly steers?: string;
  readonly attachments?: readonly AttachmentRef[];
  readonly [key: string]: unknown;
}

export interface ToolCallMetadata {
  readonly startedAt?: number;
  readonly endedAt?: number;
  readonly open?: true;
  readonly partial?: true;
  /** The end of what it has written so far; gone when its result is there. */
  readonly output?: string;
  /** What the person chose, where nothing tells how it ended. */
  readonly settled?: "again" | "done" | "skip";
  /** What a helper did and said, where this call gave it a task. */
  readonly steps?: readonly (Answered | ToolResult)[];
  readonly [key: string]: unknown;
}

export interface ResultMetadata extends PartMetadata {
  readonly changes?: readonly FileChange[];
  readonly exitCode?: number;
  /** Characters of all of it, where the model was sent the beginning. */
  readonly whole?: number;
  readonly truncated?: boolean;
  /** Where content came from that nobody vouches for. */
  readonly untrusted?: string | readonly string[];
  /** It was not done: it became a step of the plan. */
  readonly planned?: { readonly step: number; readonly title: string };
}

export interface AskedMetadata extends PartMetadata {
  /** Whose words it holds that were given out to be sent as the person's, as a server's prompt is. */
  readonly untrusted?: readonly string[];
}

type With<T, M> = Readonly<Omit<T, "metadata"> & { metadata?: M }>;

export type ToolCall = With<AguiToolCall, ToolCallMetadata>;
export type Asked = With<Omit<UserMessage, "content">, AskedMetadata> & { readonly content: string };
export type Answered = With<Omit<AssistantMessage, "toolCalls" | "content">, PartMetadata> & {
  readonly content?: string;
  readonly toolCalls?: readonly ToolCall[];
};
export type Reasoned = With<ReasoningMessage, PartMetadata>;
export type ToolResult = With<Omit<AguiToolMessage, "content">, ResultMetadata> & {
  readonly content: string;
};
/** System and developer messages are possible in the vocabulary; the page does not show them. */
export type Directed = {
  readonly id: string;
  readonly role: "system" | "developer";
  readonly content: string;
  readonly metadata?: PartMetadata;
  readonly encryptedValue?: string;
};
export type Message = Asked | Answered | Reasoned | ToolResult | Directed;

/** What the agent asks the person; another answer than the choices is always possible. */
export interface Question {
  readonly text: string;
  readonly choices: readonly string[];
}

export type Until = "run" | "chat" | "day" | "always";

/** What may be allowed beyond one call: the first words of a command, writing below a folder, a host, a server's tool. */
export interface Offer {
  readonly kind: "command" | "write" | "host" | "mcp";
  readonly value: unknown;
  readonly says: string;
  readonly until: readonly Until[];
}

export type Interrupt = With<
  AguiInterrupt,
  {
    readonly tool?: string;
    readonly title?: string;
    readonly risk?: "write" | "command" | "network" | "mcp" | "read";
    /** Why it is asked in spite of everything that was granted; absent for the ordinary question. */
    readonly why?: string;
    /** Where content came from that nobody vouches for and that this follows. */
    readonly untrusted?: readonly string[];
    /** What may be allowed beyond this once; only one of these is taken. */
    readonly grants?: readonly Offer[];
    /** The plan that it is a step of, which step, and how many there are. */
    readonly planId?: string;
    readonly step?: number;
    readonly steps?: number;
    readonly changes?: readonly FileChange[];
    readonly command?: string;
    readonly folder?: string;
    readonly environment?: readonly string[];
    readonly sandbox?: string;
    /** Whether the command would run inside of it. */
    readonly sandboxed?: boolean;
    readonly hash?: string;
    readonly question?: Question;
    /** The folders beside `folder` that a command may write in. */
    readonly further?: readonly string[];
    /** A helper asks: which call of its own, and what its task is. */
    readonly helper?: { readonly call: string; readonly task: string };
    /** The server of tools that it is about; `serverAsks` where that server asks, and not the assistant. */
    readonly serverName?: string;
    readonly serverTool?: string;
    readonly serverAsks?: string;
  }
> & { readonly runId: string };

export interface Parameters {
  readonly temperature?: number;
  readonly topP?: number;
  readonly maxTokens?: number;
  readonly thinking?: "off" | "low" | "medium" | "high";
}

/** How the agent may act: asking first, by a plan that is allowed as a whole, or by itself inside the sandbox. */
export type Mode = "ask" | "plan" | "auto";

/** What a person sets of a conversation. */
export interface Head {
  readonly title: string;
  readonly workspace: string | null;
  /** Further folders that the agent may work in. */
  readonly folders: readonly string[];
  readonly model: string | null;
  /** The message, or the run without one, through which the shown branch goes; null shows the newest. */
  readonly leaf: string | null;
  /** The person's instructions for this chat. */
  readonly system: string | null;
  readonly parameters: Parameters;
  readonly pinned: boolean;
  readonly archived: boolean;
  readonly tags: readonly string[];
  readonly mode: Mode;
}

/** A message that waits for the answer before it. */
export interface Queued {
  readonly id: string;
  readonly text: string;
  readonly model?: string;
  readonly parentId?: string | null;
  readonly attachments?: readonly AttachmentRef[];
  readonly runId: string;
  readonly steer: boolean;
}

/** Tokens of a request that belongs to no run. */
export interface Spent {
  readonly usage: readonly TokenUsage[];
  readonly cost: Cost | null;
}

export interface Conversation extends Head {
  readonly id: string;
  readonly queue: readonly Queued[];
  readonly jobs: readonly BackgroundJob[];
  readonly spent: readonly Spent[];
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
  readonly pinned?: boolean;
  readonly archived?: boolean;
  readonly tags?: readonly string[];
  /** Only in the bin: when it was deleted, and when it goes for good. */
  readonly deletedAt?: number;
  readonly purgeAt?: number;
}

export const emptyHead: Head = {
  title: "",
  workspace: null,
  folders: [],
  model: null,
  leaf: null,
  system: null,
  parameters: {},
  pinned: false,
  archived: false,
  tags: [],
  mode: "ask",
};

export function emptyConversation(id: string): Conversation {
  return { id, ...emptyHead, queue: [], jobs: [], spent: [], messages: [], runs: [], interrupts: [], n: 0 };
}
