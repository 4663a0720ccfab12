/** What the server's calls take and answer, word for word as on the wire. */
import type {
  AttachmentRef,
  Conversation,
  FileChange,
  Interrupt,
  Offer,
  Summary,
  Until,
} from "../domain/conversation";
import type { Frame } from "../domain/frame";

export type * from "./set-up";

/**
 * A conversation as fetched: the fold's state and the cursor up to which it is complete. `before` is how many messages
 * were left out before those that it has.
 */
export type Fetched = Conversation & { readonly asOf: string; readonly before?: number };

export interface Snapshot {
  readonly asOf: string;
  readonly conversations: readonly Summary[];
  readonly next?: string | null;
  readonly running: readonly { readonly conversation: string; readonly run: string }[];
  readonly interrupts: readonly (Interrupt & { readonly conversation: string; readonly run: string })[];
  /** Answers that a crash cut off and about which nobody has decided. */
  readonly interrupted?: readonly Cut[];
  /** What was typed and not sent: conversation, or `new`, → text. */
  readonly drafts?: Readonly<Record<string, string>>;
  /** The files that go with them. */
  readonly draftAttachments?: Readonly<Record<string, readonly Attachment[]>>;
  readonly notices?: readonly Notice[];
}

/** What a command in the background wrote behind a place, and the place to ask for next. */
export interface JobOutput {
  readonly text: string;
  readonly next: number;
  readonly running: boolean;
}

export interface Cut {
  readonly conversation: string;
  readonly run: string;
}

export interface Notice {
  readonly code: string;
  readonly text: string;
}

export interface Page {
  readonly conversations: readonly Summary[];
  readonly next: string | null;
}

/** One place where a search found something; `message` is null where it is the title. */
export interface Hit {
  readonly conversation: string;
  readonly title: string;
  readonly message: string | null;
  readonly role: "user" | "assistant" | null;
  readonly at: number;
  readonly snippet: readonly { readonly text: string; readonly hit: boolean }[];
}

export interface Hits {
  readonly hits: readonly Hit[];
  readonly next: string | null;
}

/** A file that was saved for a person, and where it is. */
export interface Saved {
  readonly path: string;
  readonly name: string;
  readonly folder: string;
}

export type ExportFormat = "markdown" | "html" | "json";

export interface Tags {
  readonly tags: readonly { readonly name: string; readonly conversations: number }[];
}

export interface Imported {
  readonly conversations: number;
  readonly skipped: number;
}

/** A file that was taken; `note` says where it is not what its name says. */
export type Attachment = AttachmentRef & { readonly note?: string };

/** How a run came about: the conversation before it (on the first page), its frames, and where the next page begins. */
export interface ReplayPage {
  readonly before: Conversation | null;
  readonly frames: readonly Frame[];
  readonly next: number | null;
}

/** What the agent did to files, by the answer, the newest last. */
export interface TurnsOfChanges {
  readonly turns: readonly {
    readonly runId: string;
    readonly messageId: string | null;
    readonly at: number;
    readonly files: readonly ListedChange[];
  }[];
}

/** `says` is why it cannot be undone, or redone, now. */
export interface ListedChange {
  readonly id: string;
  readonly path: string;
  readonly kind: FileChange["kind"];
  readonly to?: string;
  readonly entry?: "folder" | "link" | "tree";
  readonly added: number;
  readonly removed: number;
  readonly state: "done" | "undone" | "conflict" | "partial";
  readonly says?: string;
}

/** What came of undoing or redoing: what was left as it is, and why. */
export interface Undone {
  readonly done: readonly string[];
  readonly conflicts: readonly { readonly id: string; readonly path: string; readonly says: string }[];
}

/** A whole answer's changes, by any run of it, or some. */
export type WhichChanges = { readonly run: string } | { readonly changes: readonly string[] };

/** When a message is taken: at once, after the running answer, or inside it. */
export type When = "now" | "after" | "steer";

/** A draft as a whole: without text and files it is forgotten. */
export interface Draft {
  readonly text: string;
  readonly attachments?: readonly { readonly id: string; readonly name: string }[];
}

export interface NewMessage {
  readonly id: string;
  readonly text: string;
  /** null makes a first message; absent follows the newest. */
  readonly parentId?: string | null;
  readonly model?: string;
  readonly when?: When;
  readonly attachments?: readonly { readonly id: string; readonly name: string }[];
}

export interface Folders {
  readonly path: string;
  readonly parent: string | null;
  readonly home: string;
  readonly folders: readonly { readonly name: string; readonly path: string }[];
  /** The folders of the last chats. */
  readonly recent?: readonly string[];
  /** There is a window that can show the system's own dialog. */
  readonly dialog?: boolean;
}

/** What was dropped on the window a moment ago; a file's bytes are fetched by its key, once. */
export interface Dropped {
  readonly folders: readonly string[];
  readonly files: readonly { readonly key: string; readonly name: string }[];
}

export interface Answer {
  readonly interruptId: string;
  readonly status: "resolved" | "cancelled";
  readonly payload: { readonly approved: boolean; readonly grant?: Grant } | { readonly answer: string };
}

/** One of what was offered, as it was offered. */
export type Grant = Pick<Offer, "kind" | "value"> & { readonly until: Until };

/** Something that may be done without asking. */
export interface Granted extends Grant {
  readonly id: string;
  readonly says: string;
  /** null is every chat. */
  readonly conversation: string | null;
  /** null is every folder. */
  readonly folder: string | null;
  readonly createdAt: number;
  /** null is until it is revoked, or for "run" until the answer has ended. */
  readonly expiresAt: number | null;
  /** How often it has been used. */
  readonly used: number;
}

export interface Grants {
  readonly grants: readonly Granted[];
}

/** What is to become of an action whose outcome is unknown. */
export type CallChoice = "again" | "done" | "skip";

/** What an answer takes along from its folder, and the person's own skills. */
export interface Brought {
  readonly files: readonly { readonly path: string; readonly bytes: number; readonly cut: boolean }[];
  readonly skills: readonly {
    readonly name: string;
    readonly description: string;
    readonly own: boolean;
    readonly place: string;
  }[];
  readonly skillsFolder: string;
}
