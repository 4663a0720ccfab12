/**
 * The one place that calls the server. Each method is one call of the contract; every failure is a `Problem`.
 * Nothing is retried here: who calls knows whether repeating is safe.
 */
import type { FileChange, Head, Mode, Parameters } from "../domain/conversation";
import { asProblem, problemOf } from "./problem";
import type {
  Answer,
  Brought,
  CallChoice,
  Check,
  Discovery,
  Draft,
  ExportFormat,
  Fetched,
  Folders,
  Grants,
  Hits,
  Imported,
  JobOutput,
  Models,
  NewMessage,
  Page,
  Prompt,
  Prompts,
  Provider,
  ProviderInput,
  Providers,
  ReplayPage,
  Sandbox,
  Saved,
  SearchInput,
  Settings,
  SettingsChange,
  Snapshot,
  Tags,
  TurnsOfChanges,
  Undone,
  WebSearch,
  WhichChanges,
} from "./shapes";

import { type Upload, upload } from "./upload";

const TIMEOUT_MS = 20_000;
/** An archive is read or written whole. */
const ARCHIVE_TIMEOUT_MS = 600_000;
/** A provider that is asked over the network may take its time. */
const SLOW_TIMEOUT_MS = 60_000;

/** A browser lets so many bytes of a call outlive its page; a character is three bytes at most. */
const KEEPALIVE_BYTES = 60_000;

interface Options {
  readonly body?: unknown;
  /** A file's own bytes, instead of a body as JSON. */
  readonly bytes?: Blob;
  readonly outlivesThePage?: boolean;
  readonly timeoutMs?: number;
}

function queuePath(conversation: string, message: string): string {
  return `/api/conversations/${encodeURIComponent(conversation)}/queue/${encodeURIComponent(message)}`;
}

function jobPath(conversation: string, job: string): string {
  return `/api/conversations/${encodeURIComponent(conversation)}/jobs/${encodeURIComponent(job)}`;
}

export class Server {
  readonly #fetch: typeof fetch;

  constructor(fetcher: typeof fetch = (input, init) => fetch(input, init)) {
    this.#fetch = fetcher;
  }

  snapshot(): Promise<Snapshot> {
    return this.#call("GET", "/api/snapshot");
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
    return this.#call("GET", `/api/conversations?${parameters}`);
  }

  /** With `last` a long one may come as its last messages, at least so many. */
  conversation(id: string, last?: number): Promise<Fetched> {
    const which = last === undefined ? "" : `?last=${last}`;
    return this.#call("GET", `/api/conversations/${encodeURIComponent(id)}${which}`);
  }

  createConversation(body: {
    id: string;
    workspace?: string;
    model?: string;
    system?: string;
    parameters?: Parameters;
    mode?: Mode;
  }): Promise<{ id: string }> {
    return this.#call("POST", "/api/conversations", { body });
  }

  changeConversation(id: string, body: Partial<Head>): Promise<void> {
    return this.#call("PATCH", `/api/conversations/${encodeURIComponent(id)}`, { body });
  }

  deleteConversation(id: string): Promise<void> {
    return this.#call("DELETE", `/api/conversations/${encodeURIComponent(id)}`);
  }

  search(body: { query: string; limit?: number; before?: string }): Promise<Hits> {
    return this.#call("POST", "/api/search", { body });
  }

  tags(): Promise<Tags> {
    return this.#call("GET", "/api/tags");
  }

  restoreConversation(id: string): Promise<{ id: string }> {
    return this.#call("POST", `/api/conversations/${encodeURIComponent(id)}/restore`, { body: {} });
  }

  /** For good. */
  purgeConversation(id: string): Promise<void> {
    return this.#call("DELETE", `/api/bin/${encodeURIComponent(id)}`);
  }

  emptyBin(): Promise<void> {
    return this.#call("DELETE", "/api/bin", { timeoutMs: ARCHIVE_TIMEOUT_MS });
  }

  saveChat(id: string, format: ExportFormat): Promise<Saved> {
    return this.#call("POST", `/api/conversations/${encodeURIComponent(id)}/save`, { body: { format } });
  }

  saveEverything(): Promise<Saved> {
    return this.#call("POST", "/api/export/save", { body: {}, timeoutMs: ARCHIVE_TIMEOUT_MS });
  }

  saveAttachment(id: string, name: string): Promise<Saved> {
    return this.#call("POST", `/api/attachments/${encodeURIComponent(id)}/save`, { body: { name } });
  }

  saveText(name: string, text: string): Promise<Saved> {
    return this.#call("POST", "/api/downloads", { body: { name, text } });
  }

  /** The same as data, for a place that the person chose. */
  chatFile(id: string, format: ExportFormat): Promise<Blob> {
    return this.#file("GET", `/api/conversations/${encodeURIComponent(id)}/export?format=${format}`);
  }

  everythingFile(): Promise<Blob> {
    return this.#file("POST", "/api/export", { body: {}, timeoutMs: ARCHIVE_TIMEOUT_MS });
  }

  attachmentFile(id: string): Promise<Blob> {
    return this.#file("GET", `/api/attachments/${encodeURIComponent(id)}`);
  }

  showSaved(path: string): Promise<void> {
    return this.#call("POST", "/api/downloads/show", { body: { path } });
  }

  importArchive(bytes: Blob): Promise<Imported> {
    return this.#call("POST", "/api/import", { bytes, timeoutMs: ARCHIVE_TIMEOUT_MS });
  }

  sendMessage(conversation: string, body: NewMessage): Promise<{ messageId: string; runId: string }> {
    return this.#call("POST", `/api/conversations/${encodeURIComponent(conversation)}/messages`, { body });
  }

  changeQueued(conversation: string, message: string, text: string): Promise<void> {
    return this.#call("PATCH", queuePath(conversation, message), { body: { text } });
  }

  /** Before another one that waits, or last. */
  moveQueued(conversation: string, message: string, before: string | null): Promise<void> {
    return this.#call("PATCH", queuePath(conversation, message), { body: { before } });
  }

  removeQueued(conversation: string, message: string): Promise<void> {
    return this.#call("DELETE", queuePath(conversation, message));
  }

  sendQueued(conversation: string, message: string): Promise<{ runId: string }> {
    return this.#call("POST", `${queuePath(conversation, message)}/send`, { body: {} });
  }

  cancelRun(id: string): Promise<void> {
    return this.#call("POST", `/api/runs/${encodeURIComponent(id)}/cancel`, { body: {} });
  }

  resumeRun(id: string, resume: readonly Answer[]): Promise<{ runId: string }> {
    return this.#call("POST", `/api/runs/${encodeURIComponent(id)}/resume`, { body: { resume } });
  }

  /** Decides about an action of a run whose outcome is unknown. */
  settleCall(run: string, call: string, choice: CallChoice): Promise<{ runId?: string }> {
    const path = `/api/runs/${encodeURIComponent(run)}/calls/${encodeURIComponent(call)}`;
    return this.#call("POST", path, { body: { choice } });
  }

  prompts(): Promise<Prompts> {
    return this.#call("GET", "/api/prompts");
  }

  /** Changes the prompt of this name, also its name; a new one never replaces one that is there. */
  putPrompt(name: string, prompt: Prompt, isNew: boolean): Promise<Prompts> {
    return this.#call("PUT", `/api/prompts/${encodeURIComponent(name)}`, { body: { ...prompt, new: isNew } });
  }

  removePrompt(name: string): Promise<Prompts> {
    return this.#call("DELETE", `/api/prompts/${encodeURIComponent(name)}`);
  }

  webSearch(): Promise<WebSearch> {
    return this.#call("GET", "/api/web-search");
  }

  putWebSearch(input: SearchInput): Promise<unknown> {
    return this.#call("PUT", "/api/web-search", { body: input });
  }

  removeWebSearch(): Promise<unknown> {
    return this.#call("DELETE", "/api/web-search");
  }

  /** Searches once, now. */
  checkWebSearch(): Promise<Pick<Check, "ok" | "detail">> {
    return this.#call("POST", "/api/web-search/check", { body: {}, timeoutMs: SLOW_TIMEOUT_MS });
  }

  brought(folders: readonly string[]): Promise<Brought> {
    const query = new URLSearchParams(folders.map((folder) => ["folder", folder]));
    return this.#call("GET", `/api/brought?${query}`);
  }

  /** Servers of tools: `path` is below /api/mcp, whose shapes are in `mcp.ts`. */
  mcp<T>(method: string, path: string, body?: unknown, timeoutMs?: number): Promise<T> {
    return this.#call(method, `/api/mcp${path}`, {
      ...(body === undefined ? {} : { body }),
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    });
  }

  grants(): Promise<Grants> {
    return this.#call("GET", "/api/grants");
  }

  revoke(grant: string): Promise<void> {
    return this.#call("DELETE", `/api/grants/${encodeURIComponent(grant)}`);
  }

  revokeAll(): Promise<void> {
    return this.#call("DELETE", "/api/grants");
  }

  /** What happened in a run, from after the conversation's fact `after` on. */
  replay(run: string, after: number): Promise<ReplayPage> {
    return this.#call("GET", `/api/runs/${encodeURIComponent(run)}/frames?after=${after}`);
  }

  changes(conversation: string): Promise<TurnsOfChanges> {
    return this.#call("GET", `/api/conversations/${encodeURIComponent(conversation)}/changes`, {
      timeoutMs: SLOW_TIMEOUT_MS,
    });
  }

  change(conversation: string, id: string): Promise<FileChange> {
    const path = `/api/conversations/${encodeURIComponent(conversation)}/changes/${encodeURIComponent(id)}`;
    return this.#call("GET", path);
  }

  undo(conversation: string, way: "undo" | "redo", which: WhichChanges): Promise<Undone> {
    return this.#call("POST", `/api/conversations/${encodeURIComponent(conversation)}/${way}`, {
      body: which,
      timeoutMs: SLOW_TIMEOUT_MS,
    });
  }

  undoSummary(conversation: string, summary: string): Promise<unknown> {
    const path = `/api/conversations/${encodeURIComponent(conversation)}/summaries`;
    return this.#call("POST", `${path}/${encodeURIComponent(summary)}/undo`, { body: {} });
  }

  jobOutput(conversation: string, job: string, after: number): Promise<JobOutput> {
    return this.#call("GET", `${jobPath(conversation, job)}/output?after=${after}`);
  }

  stopJob(conversation: string, job: string): Promise<unknown> {
    return this.#call("POST", `${jobPath(conversation, job)}/stop`, { body: {} });
  }

  /** All of a result of which the model was sent the beginning. */
  wholeResult(run: string, call: string): Promise<{ text: string }> {
    const path = `/api/runs/${encodeURIComponent(run)}/calls/${encodeURIComponent(call)}/whole`;
    return this.#call("GET", path);
  }

  settleRun(
    id: string,
    choice: "retry" | "continue" | "keep",
    body: { model?: string } = {},
  ): Promise<{ runId?: string }> {
    return this.#call("POST", `/api/runs/${encodeURIComponent(id)}/${choice}`, { body });
  }

  /** Takes a file in; `progress` is told the part that has gone. */
  upload(file: File, name: string, progress: (part: number) => void): Upload {
    return upload(file, name, progress);
  }

  /** The page in the window of our own is alive. */
  beat(shown: boolean): Promise<void> {
    return this.#call("POST", "/api/pulse", { body: { shown }, outlivesThePage: true });
  }

  draft(key: string): Promise<{ text: string }> {
    return this.#call("GET", `/api/drafts/${encodeURIComponent(key)}`);
  }

  keepDraft(key: string, draft: Draft): Promise<void> {
    return this.#call("PUT", `/api/drafts/${encodeURIComponent(key)}`, {
      body: draft,
      outlivesThePage: true,
    });
  }

  /** `kept` asks nobody beyond this machine. */
  models(how: "kept" | "refresh" | "" = ""): Promise<Models> {
    return this.#call("GET", how === "" ? "/api/models" : `/api/models?${how}=true`, {
      timeoutMs: SLOW_TIMEOUT_MS,
    });
  }

  providers(): Promise<Providers> {
    return this.#call("GET", "/api/providers");
  }

  putProvider(name: string, body: ProviderInput): Promise<Provider> {
    return this.#call("PUT", `/api/providers/${encodeURIComponent(name)}`, { body });
  }

  removeProvider(name: string): Promise<void> {
    return this.#call("DELETE", `/api/providers/${encodeURIComponent(name)}`);
  }

  checkProvider(name: string): Promise<Check> {
    return this.#call("POST", `/api/providers/${encodeURIComponent(name)}/check`, {
      body: {},
      timeoutMs: SLOW_TIMEOUT_MS,
    });
  }

  discovery(): Promise<Discovery> {
    return this.#call("GET", "/api/discovery");
  }

  settings(): Promise<Settings> {
    return this.#call("GET", "/api/settings");
  }

  changeSettings(body: SettingsChange): Promise<Settings> {
    return this.#call("PATCH", "/api/settings", { body });
  }

  /** Waits for the test of it, if that goes on. */
  sandbox(): Promise<Sandbox> {
    return this.#call("GET", "/api/sandbox", { timeoutMs: SLOW_TIMEOUT_MS });
  }

  folders(path: string | null): Promise<Folders> {
    return this.#call(
      "GET",
      path === null ? "/api/folders" : `/api/folders?path=${encodeURIComponent(path)}`,
    );
  }

  /** Opens this page in the system's browser, at a chat. */
  openPage(conversation: string | null): Promise<void> {
    return this.#call("POST", "/api/open/page", { body: { conversation } });
  }

  openLink(url: string): Promise<void> {
    return this.#call("POST", "/api/open", { body: { url } });
  }

  async #call<T>(method: string, path: string, options: Options = {}): Promise<T> {
    const text = await this.#answer(method, path, options, (response) => response.text());
    // The one cast of the wire: the shapes are the contract's, and both sides are tested against it.
    return (text === "" ? undefined : JSON.parse(text)) as T;
  }

  #file(method: string, path: string, options: Options = {}): Promise<Blob> {
    return this.#answer(method, path, options, (response) => response.blob());
  }

  async #answer<T>(
    method: string,
    path: string,
    options: Options,
    read: (response: Response) => Promise<T>,
  ): Promise<T> {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), options.timeoutMs ?? TIMEOUT_MS);
    const json = options.body === undefined ? undefined : JSON.stringify(options.body);
    const body = options.bytes ?? json;
    const type = options.bytes === undefined ? "application/json" : "application/octet-stream";
    try {
      const response = await this.#fetch(path, {
        method,
        credentials: "same-origin",
        redirect: "error",
        signal: abort.signal,
        keepalive: options.outlivesThePage === true && (json?.length ?? 0) * 3 < KEEPALIVE_BYTES,
        ...(body === undefined ? {} : { headers: { "content-type": type }, body }),
      });
      if (!response.ok) throw await problemOf(response);
      return await read(response);
    } catch (error) {
      throw asProblem(error);
    } finally {
      clearTimeout(timer);
    }
  }
}
