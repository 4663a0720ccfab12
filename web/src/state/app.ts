/** What the page knows. One value, changed only by `reduce`. */
import type { Conversation, Mode, Parameters, Summary } from "../domain/conversation";
import type { Frame } from "../domain/frame";
import { activeRun } from "../domain/view";
import type { ToolServers } from "../wire/mcp";
import type {
  Around,
  Cut,
  Discovery,
  Grants,
  Hit,
  Models,
  Notice,
  Page,
  Prompts,
  Providers,
  Releases,
  Sandbox,
  Settings,
  Tags,
  WebSearch,
} from "../wire/shapes";
import { NOTHING_SAID, type Said } from "./announce";
import type { Attaching } from "./attaching";
import type { Deciding } from "./deciding";
import { type Find, type Jump, NO_FIND } from "./finding";
import type { Dialog, Toast } from "./over";
import type { Editing, Outgoing, Rewriting, Unsent, Wanted } from "./written";

export type * from "./over";
export type * from "./written";

export type Loadable<T> =
  | { readonly status: "idle" | "loading"; readonly value?: T }
  | { readonly status: "ready"; readonly value: T }
  | { readonly status: "failed"; readonly detail: string; readonly value?: T };

/** The conversation on screen. */
export interface Open {
  readonly id: string;
  readonly conversation: Conversation | null;
  /** `wanted`: facts are missing and it has to be fetched; frames that arrive meanwhile wait in `early`. */
  readonly fetch: "done" | "wanted" | "underway";
  readonly failure: string | null;
  readonly early: readonly Frame[];
  /** Counts changes of anything but growing text; the transcript's structure follows it. */
  readonly revision: number;
  /** The branch chosen here, until the server's facts say the same. */
  readonly chosen?: string | null | undefined;
}

export function opening(id: string): Open {
  return { id, conversation: null, fetch: "wanted", failure: null, early: [], revision: 0 };
}

/** `lost` after a while without a connection, `stuck` when that lasts. */
export type LinkState = "live" | "connecting" | "lost" | "stuck";

/** For so long that it is said: what moves on the screen would only seem to go on. */
export function isAway({ link }: { readonly link: LinkState }): boolean {
  return link === "lost" || link === "stuck";
}

export interface List {
  readonly items: readonly Summary[];
  readonly next: string | null;
  readonly loadingMore: boolean;
  readonly stale: boolean;
  /** While the list is asked for again: the facts about it since, which the answer may not know. */
  readonly since: readonly Frame[] | null;
  /** What is listed instead of all chats; null is all of them outside of the archive. */
  readonly view: View | null;
}

/** A part of the chats: the archive, or those with a tag. */
export interface View {
  readonly archived: boolean;
  readonly tag: string | null;
  readonly items: readonly Summary[];
  readonly next: string | null;
  readonly status: "loading" | "more" | "ready" | "failed";
  readonly detail: string;
  /** Something was changed since that may belong here, or not any more. */
  readonly stale: boolean;
}

/** Words that are looked for in all chats. */
export interface Search {
  readonly query: string;
  readonly status: "idle" | "loading" | "more" | "ready" | "failed";
  readonly hits: readonly Hit[];
  readonly next: string | null;
  readonly detail: string;
}

export const NO_SEARCH: Search = { query: "", status: "idle", hits: [], next: null, detail: "" };

/** What is chosen for a chat that does not exist yet. */
export interface Fresh {
  readonly model: string | null;
  readonly workspace: string | null;
  readonly folders: readonly string[];
  readonly system: string | null;
  readonly parameters: Parameters;
  /** null is the one that the settings name. */
  readonly mode: Mode | null;
}

export interface AppState {
  readonly phase: "starting" | "ready" | "failed" | "ended";
  readonly failure: string;
  readonly link: LinkState;
  readonly storage: "ok" | "failed";
  readonly list: List;
  /** Conversation → its open approvals' count. */
  readonly waiting: Readonly<Record<string, number>>;
  readonly search: Search;
  readonly tags: Loadable<Tags>;
  readonly bin: Loadable<Page>;
  readonly toast: Toast | null;
  /** null is the page of a new chat. */
  readonly open: Open | null;
  readonly fresh: Fresh;
  readonly drafts: Readonly<Record<string, string>>;
  /** Draft → the files that go with it. */
  readonly attached: Readonly<Record<string, readonly Attaching[]>>;
  /** Message → what is made of it. Each stays until it is sent or left, also while another is written. */
  readonly editing: Readonly<Record<string, Editing>>;
  /** Message that waits → what is being made of it. */
  readonly rewriting: Readonly<Record<string, Rewriting>>;
  /** Counts how often the end of the chat was asked for. */
  readonly latest: number;
  readonly find: Find;
  /** The message that somebody asked to be led to, until the view is there. */
  readonly jump: Jump | null;
  readonly sending: Readonly<Record<string, Outgoing>>;
  /** Conversation → messages sent while the one before was on its way; they go in their order. */
  readonly behind: Readonly<Record<string, readonly Outgoing[]>>;
  /** Draft → what stood there when it was sent while its files were still on their way; it goes when they are in. */
  readonly wanted: Readonly<Record<string, Wanted>>;
  readonly unsent: Readonly<Record<string, Unsent>>;
  /** Run → what this window has decided about it. */
  readonly deciding: Readonly<Record<string, Deciding>>;
  /** Answers that a crash cut off and about which nobody has decided. */
  readonly interrupted: readonly Cut[];
  /** Of these, the runs that this window need not be shown any more. */
  readonly setAside: readonly string[];
  readonly models: Loadable<Models>;
  readonly providers: Loadable<Providers>;
  readonly discovery: Loadable<Discovery>;
  readonly sandbox: Loadable<Sandbox>;
  readonly around: Loadable<Around>;
  readonly grants: Loadable<Grants>;
  readonly servers: Loadable<ToolServers>;
  readonly prompts: Loadable<Prompts>;
  readonly webSearch: Loadable<WebSearch>;
  readonly releases: Loadable<Releases>;
  readonly settings: Settings | null;
  /** The size of the screen that the window is on, as `Settings.zooms` names it; empty before it is known. */
  readonly screen: string;
  /** 1 is the normal size. */
  readonly zoom: number;
  readonly notices: readonly (Notice & { readonly key: number; readonly tone: "info" | "error" })[];
  readonly dialog: Dialog | null;
  /** Form → what stands in its fields and is not saved: a dialog closes with one key, and comes again. */
  readonly forms: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** The list of chats is open over the chat, in a narrow window. */
  readonly drawer: boolean;
  /** The list of chats is away, in a wide window. */
  readonly folded: boolean;
  /** The last event in words, for a screen reader. */
  readonly said: Said;
}

/** The draft of a chat that does not exist yet. */
export const NEW = "new";

export const initial: AppState = {
  phase: "starting",
  failure: "",
  link: "connecting",
  storage: "ok",
  list: {
    items: [],
    next: null,
    loadingMore: false,
    stale: false,
    since: null,
    view: null,
  },
  waiting: {},
  search: NO_SEARCH,
  tags: { status: "idle" },
  bin: { status: "idle" },
  toast: null,
  open: null,
  fresh: { model: null, workspace: null, folders: [], system: null, parameters: {}, mode: null },
  drafts: {},
  attached: {},
  editing: {},
  rewriting: {},
  latest: 0,
  find: NO_FIND,
  jump: null,
  sending: {},
  behind: {},
  wanted: {},
  unsent: {},
  deciding: {},
  interrupted: [],
  setAside: [],
  models: { status: "idle" },
  providers: { status: "idle" },
  discovery: { status: "idle" },
  sandbox: { status: "idle" },
  around: { status: "idle" },
  grants: { status: "idle" },
  servers: { status: "idle" },
  prompts: { status: "idle" },
  webSearch: { status: "idle" },
  releases: { status: "idle" },
  settings: null,
  screen: "",
  zoom: 1,
  notices: [],
  dialog: null,
  forms: {},
  drawer: false,
  folded: false,
  said: NOTHING_SAID,
};

/** The cut answers to ask about beside the chat on screen, which asks about its own. */
export function cutsToShow(
  { interrupted, setAside }: Pick<AppState, "interrupted" | "setAside">,
  openId: string | null,
): readonly Cut[] {
  return interrupted.filter((cut) => cut.conversation !== openId && !setAside.includes(cut.run));
}

/** The further folders of the chat on screen. */
export function foldersOf(state: AppState): readonly string[] {
  return state.open ? (state.open.conversation?.folders ?? NO_FOLDERS) : state.fresh.folders;
}

const NO_FOLDERS: readonly string[] = [];

/** The folder of the chat on screen. */
export function workspaceOf(state: AppState): string | null {
  return state.open ? (state.open.conversation?.workspace ?? null) : state.fresh.workspace;
}

/** How the agent may act in the chat on screen. */
export function modeOf({ open, fresh, settings }: Pick<AppState, "open" | "fresh" | "settings">): Mode {
  if (open) return open.conversation?.mode ?? "ask";
  return fresh.mode ?? settings?.defaultMode ?? "ask";
}

/** True while the chat on screen cannot take a message at once: one is written, waited for, or on its way. */
export function isBusy(state: AppState): boolean {
  const conversation = state.open?.conversation;
  return !!conversation && isAnswering(conversation);
}

/** An answer is written there, or waits for a person. */
export function isAnswering(conversation: Conversation): boolean {
  return activeRun(conversation) !== null || conversation.interrupts.length > 0;
}

/** The draft on screen. */
export function keyOf(state: AppState): string {
  return state.open?.id ?? NEW;
}
