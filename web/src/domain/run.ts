/** What a run is: one answer as it came about, what it did to files, what it took, and what it left running. */
import type { TokenUsage } from "@ag-ui/core";

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
  /** What the provider's list prices make of `usage`; null where they are not known. */
  readonly cost: Cost | null;
  /** Input tokens of the last request. */
  readonly context: number | null;
  readonly plan: readonly PlanItem[] | null;
  /** What its calls did to files, in order. */
  readonly changes: readonly ChangedFile[];
  readonly notes: readonly Note[];
  /** What the model is sent in the place of the beginning, since this run. */
  readonly summaries: readonly SummedUp[];
  /** What the person chose for a run that had ended: retry, continue or keep. */
  readonly settled: string | null;
}

export interface Note {
  readonly code: string;
  readonly text: string;
}

/** `through` is the last message it stands for; one that was undone stands for nothing any more. */
export interface SummedUp {
  readonly id: string;
  readonly through: string;
  readonly text: string;
  readonly messages: number;
  readonly at: number;
  readonly undone: boolean;
}

/** A command in the background: it lives as long as the app, unless somebody stops it. */
export interface BackgroundJob {
  readonly id: string;
  readonly runId: string;
  readonly toolCallId: string;
  readonly command: string;
  readonly folder: string;
  readonly startedAt: number;
  readonly endedAt: number | null;
  /** Its exit status; null while it runs, and where there is none. */
  readonly status: number | null;
  readonly how: "itself" | "stopped" | "app" | null;
  /** The end of what it wrote, once it has ended. */
  readonly output: string;
}

export interface Cost {
  readonly amount: number;
  readonly currency: string;
  readonly about: boolean;
}

export interface PlanItem {
  readonly text: string;
  readonly status: "todo" | "doing" | "done";
}

/** One thing that a call did to one file; `before` and `after` are SHA-256 of its content, null for none. */
export interface ChangedFile {
  readonly id: string;
  readonly toolCallId: string;
  /** The folder that `path` is in. */
  readonly folder: string;
  readonly path: string;
  readonly kind: "create" | "replace" | "edit" | "delete" | "move";
  readonly to?: string;
  readonly entry?: "folder" | "link" | "tree";
  readonly before: string | null;
  readonly after: string | null;
  readonly modes: readonly [number | null, number | null];
  readonly added: number;
  readonly removed: number;
  readonly state: "done" | "undone";
}

/** What an action does, or would do, to one file. */
export interface FileChange {
  readonly path: string;
  readonly kind: "create" | "replace" | "edit" | "delete" | "move";
  readonly to?: string;
  readonly added: number;
  readonly removed: number;
  readonly binary?: boolean;
  readonly truncated?: boolean;
  readonly hunks: readonly Hunk[];
}

/** Lines begin with `+`, `-` or a space. */
export interface Hunk {
  readonly oldStart: number;
  readonly oldLines: number;
  readonly newStart: number;
  readonly newLines: number;
  readonly lines: readonly string[];
}
