/**
 * The one place that calls the server. Each method is one call of the contract (those about what is set up are in
 * `set-up-calls.ts`); every failure is a `Problem`. Nothing is retried here: who calls knows whether repeating is safe.
 */
import type { FileChange, Head, Mode, Parameters } from "../domain/conversation";
import { SLOW_TIMEOUT_MS } from "./calls";
import { SetUpCalls } from "./set-up-calls";
import type {
  Answer,
  Attachment,
  Brought,
  CallChoice,
  Draft,
  Dropped,
  ExportFormat,
  Fetched,
  Folders,
  Hits,
  Imported,
  JobOutput,
  NewMessage,
  Page,
  ReplayPage,
  Saved,
  Snapshot,
  Tags,
  TurnsOfChanges,
  Undone,
  WhichChanges,
} from "./shapes";
import { type Upload, upload } from "./upload";

/** An archive is read or written whole. */
const ARCHIVE_TIMEOUT_MS = 600_000;
/** A person may look for a folder for long. */
const DIALOG_TIMEOUT_MS = 3_600_000;

function queuePath(conversation: string, message: string): string {
  return `/api/conversations/${encodeURIComponent(conversation)}/queue/${encodeURIComponent(message)}`;
}

function jobPath(conversation: string, job: string): string {
  return `/api/conversations/${encodeURIComponent(conversation)}/jobs/${encodeURIComponent(job)}`;
}

export class Server extends SetUpCalls {
  snapshot(): Promise<Snapshot> {
    return this.call("GET", "/api/snapshot");
  }

  conversations(query: {
    query?: string;
    before?: string;
    limit?: number;
    archived?: boolean;
    tag?: string;
    bin?: boolean;
  }): Promise<Page> {
    const parameters = new URLSearchParams();
    for (const [key, value] of Object.entries(query))
      if (value !== undefined) parameters.set(key, String(value));
    return this.call("GET", `/api/conversations?${parameters}`);
  }

  /** With `last` a long one may come as its last messages, at least so many. */
  conversation(id: string, last?: number): Promise<Fetched> {
    const which = last === undefined ? "" : `?last=${last}`;
    return this.call("GET", `/api/conversations/${encodeURIComponent(id)}${which}`);
  }

  createConversation(body: {
    id: string;
    workspace?: string;
    model?: string;
    system?: string;
    parameters?: Parameters;
    mode?: Mode;
  }): Promise<{ id: string }> {
    return this.call("POST", "/api/conversations", { body });
  }

  changeConversation(id: string, body: Partial<Head>): Promise<void> {
    return this.call("PATCH", `/api/conversations/${encodeURIComponent(id)}`, { body });
  }

  deleteConversation(id: string): Promise<void> {
    return this.call("DELETE", `/api/conversations/${encodeURIComponent(id)}`);
  }

  search(body: { query: string; limit?: number; before?: string }): Promise<Hits> {
    return this.call("POST", "/api/search", { body });
  }

  tags(): Promise<Tags> {
    return this.call("GET", "/api/tags");
  }

  restoreConversation(id: string): Promise<{ id: string }> {
    return this.call("POST", `/api/conversations/${encodeURIComponent(id)}/restore`, { body: {} });
  }

  /** For good. */
  purgeConversation(id: string): Promise<void> {
    return this.call("DELETE", `/api/bin/${encodeURIComponent(id)}`);
  }

  emptyBin(): Promise<void> {
    return this.call("DELETE", "/api/bin", { timeoutMs: ARCHIVE_TIMEOUT_MS });
  }

  saveChat(id: string, format: ExportFormat): Promise<Saved> {
    return this.call("POST", `/api/conversations/${encodeURIComponent(id)}/save`, { body: { format } });
  }

  saveEverything(): Promise<Saved> {
    return this.call("POST", "/api/export/save", { body: {}, timeoutMs: ARCHIVE_TIMEOUT_MS });
  }

  saveAttachment(id: string, name: string): Promise<Saved> {
    return this.call("POST", `/api/attachments/${encodeURIComponent(id)}/save`, { body: { name } });
  }

  saveText(name: string, text: string): Promise<Saved> {
    return this.call("POST", "/api/downloads", { body: { name, text } });
  }

  /** The same as data, for a place that the person chose. */
  chatFile(id: string, format: ExportFormat): Promise<Blob> {
    return this.file("GET", `/api/conversations/${encodeURIComponent(id)}/export?format=${format}`);
  }

  everythingFile(): Promise<Blob> {
    return this.file("POST", "/api/export", { body: {}, timeoutMs: ARCHIVE_TIMEOUT_MS });
  }

  attachmentFile(id: string): Promise<Blob> {
    return this.file("GET", `/api/attachments/${encodeURIComponent(id)}`);
  }

  showSaved(path: string): Promise<void> {
    return this.call("POST", "/api/downloads/show", { body: { path } });
  }

  importArchive(bytes: Blob): Promise<Imported> {
    return this.call("POST", "/api/import", { bytes, timeoutMs: ARCHIVE_TIMEOUT_MS });
  }

  sendMessage(conversation: string, body: NewMessage): Promise<{ messageId: string; runId: string }> {
    return this.call("POST", `/api/conversations/${encodeURIComponent(conversation)}/messages`, { body });
  }

  changeQueued(conversation: string, message: string, text: string): Promise<void> {
    return this.call("PATCH", queuePath(conversation, message), { body: { text } });
  }

  /** Before another one that waits, or last. */
  moveQueued(conversation: string, message: string, before: string | null): Promise<void> {
    return this.call("PATCH", queuePath(conversation, message), { body: { before } });
  }

  removeQueued(conversation: string, message: string): Promise<void> {
    return this.call("DELETE", queuePath(conversation, message));
  }

  sendQueued(conversation: string, message: string): Promise<{ runId: string }> {
    return this.call("POST", `${queuePath(conversation, message)}/send`, { body: {} });
  }

  cancelRun(id: string): Promise<void> {
    return this.call("POST", `/api/runs/${encodeURIComponent(id)}/cancel`, { body: {} });
  }

  resumeRun(id: string, resume: readonly Answer[]): Promise<{ runId: string }> {
    return this.call("POST", `/api/runs/${encodeURIComponent(id)}/resume`, { body: { resume } });
  }

  /** Decides about an action of a run whose outcome is unknown. */
  settleCall(run: string, call: string, choice: CallChoice): Promise<{ runId?: string }> {
    const path = `/api/runs/${encodeURIComponent(run)}/calls/${encodeURIComponent(call)}`;
    return this.call("POST", path, { body: { choice } });
  }

  brought(folders: readonly string[]): Promise<Brought> {
    const query = new URLSearchParams(folders.map((folder) => ["folder", folder]));
    return this.call("GET", `/api/brought?${query}`);
  }

  /** What happened in a run, from after the conversation's fact `after` on. */
  replay(run: string, after: number): Promise<ReplayPage> {
    return this.call("GET", `/api/runs/${encodeURIComponent(run)}/frames?after=${after}`);
  }

  changes(conversation: string): Promise<TurnsOfChanges> {
    return this.call("GET", `/api/conversations/${encodeURIComponent(conversation)}/changes`, {
      timeoutMs: SLOW_TIMEOUT_MS,
    });
  }

  change(conversation: string, id: string): Promise<FileChange> {
    const path = `/api/conversations/${encodeURIComponent(conversation)}/changes/${encodeURIComponent(id)}`;
    return this.call("GET", path);
  }

  undo(conversation: string, way: "undo" | "redo", which: WhichChanges): Promise<Undone> {
    return this.call("POST", `/api/conversations/${encodeURIComponent(conversation)}/${way}`, {
      body: which,
      timeoutMs: SLOW_TIMEOUT_MS,
    });
  }

  undoSummary(conversation: string, summary: string): Promise<unknown> {
    const path = `/api/conversations/${encodeURIComponent(conversation)}/summaries`;
    return this.call("POST", `${path}/${encodeURIComponent(summary)}/undo`, { body: {} });
  }

  jobOutput(conversation: string, job: string, after: number): Promise<JobOutput> {
    return this.call("GET", `${jobPath(conversation, job)}/output?after=${after}`);
  }

  stopJob(conversation: string, job: string): Promise<unknown> {
    return this.call("POST", `${jobPath(conversation, job)}/stop`, { body: {} });
  }

  /** All of a result of which the model was sent the beginning. */
  wholeResult(run: string, call: string): Promise<{ text: string }> {
    const path = `/api/runs/${encodeURIComponent(run)}/calls/${encodeURIComponent(call)}/whole`;
    return this.call("GET", path);
  }

  settleRun(
    id: string,
    choice: "retry" | "continue" | "keep",
    body: { model?: string } = {},
  ): Promise<{ runId?: string }> {
    return this.call("POST", `/api/runs/${encodeURIComponent(id)}/${choice}`, { body });
  }

  /** Takes a file in; `progress` is told the part that has gone. */
  upload(file: File, name: string, progress: (part: number) => void): Upload {
    return upload(file, name, progress);
  }

  /** The page in the window of our own is alive. */
  beat(shown: boolean): Promise<void> {
    return this.call("POST", "/api/pulse", { body: { shown }, outlivesThePage: true });
  }

  draft(key: string): Promise<{ text: string; attachments?: readonly Attachment[] }> {
    return this.call("GET", `/api/drafts/${encodeURIComponent(key)}`);
  }

  keepDraft(key: string, draft: Draft): Promise<void> {
    return this.call("PUT", `/api/drafts/${encodeURIComponent(key)}`, {
      body: draft,
      outlivesThePage: true,
    });
  }

  folders(path: string | null): Promise<Folders> {
    return this.call("GET", path === null ? "/api/folders" : `/api/folders?path=${encodeURIComponent(path)}`);
  }

  /** The system's own dialog over the window; null when nothing was chosen. It may stay open for long. */
  askForFolder(start: string | null): Promise<{ path: string | null }> {
    return this.call("POST", "/api/open/folder", { body: { path: start }, timeoutMs: DIALOG_TIMEOUT_MS });
  }

  /** What was dropped just now, where the engine does not say so itself. */
  dropped(): Promise<Dropped> {
    return this.call("POST", "/api/dropped", { body: {} });
  }

  droppedFile(key: string): Promise<Blob> {
    return this.file("GET", `/api/dropped/${encodeURIComponent(key)}`);
  }

  /** Opens this page in the system's browser, at a chat. */
  openPage(conversation: string | null): Promise<void> {
    return this.call("POST", "/api/open/page", { body: { conversation } });
  }

  openLink(url: string): Promise<void> {
    return this.call("POST", "/api/open", { body: { url } });
  }
}
