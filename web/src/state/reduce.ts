/** The one place where the page's state changes: a pure function of the state and what happened. */
import { type Conversation, emptyConversation, type Summary } from "../domain/conversation";
import { apply } from "../domain/fold";
import { type Frame, isTextOnly } from "../domain/frame";
import type { Discovery, Fetched, Models, Notice, Page, Providers, Settings, Snapshot } from "../wire/shapes";
import { announce } from "./announce";
import {
  type AppState,
  type Choice,
  type Dialog,
  type LinkState,
  type List,
  type Loadable,
  NEW,
  type Open,
  type Outgoing,
} from "./app";

export type Action =
  | { type: "started"; snapshot: Snapshot }
  | { type: "start failed"; detail: string }
  | { type: "session ended" }
  | { type: "link changed"; link: LinkState }
  | { type: "storage reported"; storage: "ok" | "failed" }
  | { type: "frames arrived"; frames: readonly Frame[] }
  | { type: "list asked" }
  | { type: "list refreshed"; page: Page }
  | { type: "list failed" }
  | { type: "more asked" }
  | { type: "more loaded"; page: Page }
  | { type: "more failed" }
  | { type: "search changed"; query: string }
  | { type: "search answered"; query: string; found: Loadable<readonly Summary[]> }
  | { type: "new chat opened" }
  | { type: "conversation opened"; id: string }
  | { type: "conversation fetching"; id: string }
  | { type: "conversation loaded"; fetched: Fetched }
  | { type: "conversation failed"; id: string; detail: string }
  | { type: "conversation removed"; id: string }
  | { type: "title changed"; id: string; title: string }
  | { type: "fresh changed"; fresh: Partial<AppState["fresh"]> }
  | { type: "drafted"; key: string; text: string }
  | { type: "send begun"; key: string; conversation: string; message: Outgoing }
  | { type: "message taken"; conversation: string }
  | {
      type: "send failed";
      key: string;
      conversation: string;
      message: Outgoing;
      detail: string;
      created: boolean;
    }
  | { type: "choice made"; run: string; interrupt: string; approved: boolean }
  | { type: "answer begun"; run: string }
  | { type: "answer taken"; run: string }
  | { type: "answer failed"; run: string; detail: string }
  | { type: "stop asked"; run: string }
  | { type: "stop failed" }
  | { type: "settle begun"; run: string; choice: Choice }
  | { type: "settle failed"; run: string }
  | { type: "cuts set aside" }
  | { type: "models changed"; models: Loadable<Models> }
  | { type: "providers changed"; providers: Loadable<Providers> }
  | { type: "discovery changed"; discovery: Loadable<Discovery> }
  | { type: "settings loaded"; settings: Settings }
  | { type: "zoomed"; zoom: number }
  | { type: "noticed"; notice: Notice; tone: "info" | "error" }
  | { type: "notice dismissed"; key: number }
  | { type: "dialog opened"; dialog: Dialog }
  | { type: "dialog closed" }
  | { type: "drawer toggled"; open: boolean };

export function reduce(state: AppState, action: Action): AppState {
  switch (action.type) {
    case "started":
      return started(state, action.snapshot);
    case "start failed":
      return { ...state, phase: "failed", failure: action.detail };
    case "session ended":
      return { ...state, phase: "ended" };
    case "link changed":
      return state.link === action.link ? state : { ...state, link: action.link };
    case "storage reported":
      return { ...state, storage: action.storage };
    case "frames arrived":
      return action.frames.reduce(takeFrame, state);
    case "list asked":
      return inList(state, { stale: false, since: [] });
    case "list refreshed":
      return listRefreshed(state, action.page);
    case "list failed":
      return inList(state, { stale: true, since: null });
    case "more asked":
      return inList(state, { loadingMore: true });
    case "more loaded": {
      const known = new Set(state.list.items.map((item) => item.id));
      const added = action.page.conversations.filter((item) => !known.has(item.id));
      return inList(state, {
        items: [...state.list.items, ...added],
        next: action.page.next,
        loadingMore: false,
      });
    }
    case "more failed":
      return inList(state, { loadingMore: false });
    case "search changed":
      return inList(state, {
        query: action.query,
        found: action.query.trim() === "" ? { status: "idle" } : { ...state.list.found, status: "loading" },
      });
    case "search answered":
      return action.query === state.list.query ? inList(state, { found: action.found }) : state;
    case "new chat opened":
      return { ...state, open: null, drawer: false };
    case "conversation opened":
      return state.open?.id === action.id
        ? { ...state, drawer: false }
        : { ...state, open: opening(action.id), drawer: false };
    case "conversation fetching":
      return inOpen(state, action.id, (open) => ({ ...open, fetch: "underway", failure: null }));
    case "conversation loaded":
      return conversationLoaded(state, action.fetched);
    case "conversation failed":
      return inOpen(state, action.id, (open) =>
        open.conversation === null
          ? { ...open, fetch: "done", failure: action.detail }
          : { ...open, fetch: "wanted" },
      );
    case "conversation removed":
      return removed(state, action.id);
    case "title changed":
      return inList(state, { items: changeItem(state.list.items, action.id, { title: action.title }) });
    case "fresh changed":
      return { ...state, fresh: { ...state.fresh, ...action.fresh } };
    case "drafted":
      return { ...state, drafts: { ...state.drafts, [action.key]: action.text } };
    case "send begun":
      return sendBegun(state, action);
    case "message taken":
      return state.open?.id === action.conversation && state.open.conversation
        ? settle(state, state.open.conversation)
        : state;
    case "send failed":
      return sendFailed(state, action);
    case "choice made":
      return {
        ...state,
        choices: {
          ...state.choices,
          [action.run]: { ...state.choices[action.run], [action.interrupt]: action.approved },
        },
      };
    case "answer begun":
      return { ...state, answering: { ...state.answering, [action.run]: "underway" } };
    case "answer taken":
      return { ...state, choices: without(state.choices, action.run) };
    case "answer failed":
      return {
        ...state,
        choices: without(state.choices, action.run),
        answering: { ...state.answering, [action.run]: action.detail },
      };
    case "stop asked":
      return { ...state, stopping: action.run };
    case "stop failed":
      return { ...state, stopping: null };
    case "settle begun":
      return { ...state, settling: { ...state.settling, [action.run]: action.choice } };
    case "settle failed":
      return { ...state, settling: without(state.settling, action.run) };
    case "cuts set aside":
      return { ...state, setAside: state.interrupted.map((cut) => cut.run) };
    case "models changed":
      return { ...state, models: action.models };
    case "providers changed":
      return { ...state, providers: action.providers };
    case "discovery changed":
      return { ...state, discovery: action.discovery };
    case "settings loaded":
      // Only the first tells the size: later ones may be older than what was chosen here since.
      return {
        ...state,
        settings: action.settings,
        zoom: state.settings === null ? action.settings.zoom : state.zoom,
      };
    case "zoomed":
      return { ...state, zoom: action.zoom };
    case "noticed":
      return noticed(state, action.notice, action.tone);
    case "notice dismissed":
      return { ...state, notices: state.notices.filter((notice) => notice.key !== action.key) };
    case "dialog opened":
      return { ...state, dialog: action.dialog, drawer: false };
    case "dialog closed":
      return { ...state, dialog: null };
    case "drawer toggled":
      return { ...state, drawer: action.open };
  }
}

// --- the snapshot and the list ----------------------------------------------------------------------

function started(state: AppState, snapshot: Snapshot): AppState {
  const waiting: Record<string, number> = {};
  for (const { conversation } of snapshot.interrupts)
    waiting[conversation] = (waiting[conversation] ?? 0) + 1;
  const running = new Set(snapshot.running.map((run) => run.conversation));
  const items = snapshot.conversations.map((item) => ({ ...item, running: running.has(item.id) }));
  const list: List = { ...state.list, items, next: snapshot.next ?? null, stale: false, since: null };
  const open = state.open === null ? null : { ...state.open, fetch: "wanted" as const };
  const next: AppState = {
    ...state,
    phase: "ready",
    failure: "",
    list,
    waiting,
    open,
    choices: asked(
      state.choices,
      snapshot.interrupts.map(({ run, id }) => ({ runId: run, id })),
    ),
    interrupted: snapshot.interrupted ?? [],
    drafts: { ...snapshot.drafts, ...state.drafts }, // what was typed or sent here is newer
  };
  return (snapshot.notices ?? []).reduce((sum, notice) => noticed(sum, notice, "info"), next);
}

function noticed(state: AppState, notice: Notice, tone: "info" | "error"): AppState {
  if (state.notices.some((known) => known.code === notice.code && known.text === notice.text)) return state;
  const key = 1 + Math.max(0, ...state.notices.map((known) => known.key));
  return { ...state, notices: [...state.notices, { ...notice, key, tone }] };
}

function noted(state: AppState, frame: Frame): AppState {
  return state.list.since === null ? state : inList(state, { since: [...state.list.since, frame] });
}

/** The newest page anew. Older pages stay, and so does what happened since the page was asked for. */
function listRefreshed(state: AppState, page: Page): AppState {
  const { items, next, since } = state.list;
  if (since === null) return state; // a snapshot came meanwhile, which is newer
  const newest = new Set(page.conversations.map((item) => item.id));
  const older = page.next === null ? [] : items.filter((item) => !newest.has(item.id));
  const merged = inList(state, {
    items: newestFirst([...page.conversations, ...older]),
    next: older.length === 0 ? page.next : next,
    stale: false,
    since: null,
  });
  return since.reduce(listFact, merged);
}

function inList(state: AppState, change: Partial<List>): AppState {
  return { ...state, list: { ...state.list, ...change } };
}

function changeItem(items: readonly Summary[], id: string, change: Partial<Summary>): readonly Summary[] {
  return items.map((item) => (item.id === id ? { ...item, ...change } : item));
}

function removed(state: AppState, id: string): AppState {
  const without = (items: readonly Summary[]) => items.filter((item) => item.id !== id);
  const found = state.list.found.value
    ? ({ ...state.list.found, value: without(state.list.found.value) } as List["found"])
    : state.list.found;
  const next = inList(state, { items: without(state.list.items), found });
  const interrupted = state.interrupted.filter((cut) => cut.conversation !== id);
  return { ...next, interrupted, open: next.open?.id === id ? null : next.open };
}

// --- facts ------------------------------------------------------------------------------------------

function takeFrame(state: AppState, frame: Frame): AppState {
  const listed = isTextOnly(frame.e) ? state : listFact(noted(state, frame), frame);
  const open = listed.open;
  if (open === null || open.id !== frame.c) return listed;
  if (open.fetch !== "done") return { ...listed, open: { ...open, early: [...open.early, frame] } };
  return foldInto(listed, open, frame);
}

function foldInto(state: AppState, open: Open, frame: Frame): AppState {
  if (open.conversation === null) return state;
  const { state: conversation, outcome } = apply(open.conversation, frame);
  if (outcome === "seen") return state;
  if (outcome === "gap") return { ...state, open: { ...open, fetch: "wanted", early: [frame] } };
  const grown = isTextOnly(frame.e) && conversation.messages.length === open.conversation.messages.length;
  const said = announce(frame.e, open.conversation, conversation) ?? state.said;
  const next = {
    ...state,
    said,
    open: { ...open, conversation, revision: grown ? open.revision : open.revision + 1 },
  };
  return grown ? next : settle(next, conversation);
}

/** Takes back what the facts have answered: sent messages, choices, a stop. */
function settle(state: AppState, conversation: Conversation): AppState {
  const id = conversation.id;
  const outgoing = state.sending[id];
  const unsent = state.unsent[id];
  const has = (sent: Outgoing | undefined): boolean =>
    sent !== undefined && conversation.messages.some((message) => message.id === sent.id);
  const stopping = conversation.runs.some((run) => run.id === state.stopping && run.status === "running")
    ? state.stopping
    : null;
  const waiting = new Set(conversation.interrupts.map((interrupt) => interrupt.runId));
  const answering = Object.fromEntries(Object.entries(state.answering).filter(([run]) => waiting.has(run)));
  const settled = new Set(conversation.runs.filter((run) => run.settled !== null).map((run) => run.id));
  const settling = Object.fromEntries(Object.entries(state.settling).filter(([run]) => !settled.has(run)));
  return {
    ...state,
    stopping,
    choices: asked(state.choices, conversation.interrupts),
    answering,
    settling,
    sending: has(outgoing) ? without(state.sending, id) : state.sending,
    unsent: has(unsent) ? without(state.unsent, id) : state.unsent,
    drafts: has(unsent) && unsent ? withoutSent(state.drafts, id, unsent.text) : state.drafts,
  };
}

/** Only the choices about what is still asked: an id that comes again is another question. */
function asked(
  choices: AppState["choices"],
  interrupts: readonly { readonly runId: string; readonly id: string }[],
): AppState["choices"] {
  const kept: Record<string, Record<string, boolean>> = {};
  for (const { runId, id } of interrupts) {
    const choice = choices[runId]?.[id];
    if (choice !== undefined) kept[runId] = { ...kept[runId], [id]: choice };
  }
  return kept;
}

function listFact(state: AppState, frame: Frame): AppState {
  const event = frame.e;
  const at = event.timestamp;
  const touch = (change: Partial<Summary>): AppState => {
    if (!state.list.items.some((item) => item.id === frame.c)) return inList(state, { stale: true });
    const items = changeItem(
      state.list.items,
      frame.c,
      at === undefined ? change : { ...change, updatedAt: at },
    );
    return inList(state, { items: newestFirst(items) });
  };
  switch (event.type) {
    case "TEXT_MESSAGE_START":
      return event.role === "user" ? touch({}) : state;
    case "RUN_STARTED":
      return touch({ running: true });
    case "RUN_FINISHED": {
      const asked = event.outcome?.type === "interrupt" ? event.outcome.interrupts.length : 0;
      return { ...touch({ running: false }), waiting: counted(state.waiting, frame.c, asked) };
    }
    case "RUN_ERROR": {
      const ended = { ...touch({ running: false }), waiting: counted(state.waiting, frame.c, 0) };
      return event.code === "interrupted" && frame.r !== undefined ? cutOff(ended, frame.c, frame.r) : ended;
    }
    case "CUSTOM":
      return ownFact(state, frame, event.name, event.value ?? {}, at);
    default:
      return state;
  }
}

function ownFact(
  state: AppState,
  frame: Frame,
  name: string,
  value: Readonly<Record<string, unknown>>,
  at: number | undefined,
): AppState {
  switch (name) {
    case "runnel:conversation.created": {
      if (state.list.items.some((item) => item.id === frame.c)) return state;
      const title = typeof value.title === "string" ? value.title : "";
      const item = { id: frame.c, title, updatedAt: at ?? 0, running: false };
      return inList(state, { items: [item, ...state.list.items] });
    }
    case "runnel:conversation.changed":
      return typeof value.title === "string"
        ? inList(state, { items: changeItem(state.list.items, frame.c, { title: value.title }) })
        : state;
    case "runnel:conversation.deleted":
      return removed(state, frame.c);
    case "runnel:run.settled":
      return frame.r === undefined ? state : decided(state, frame.r);
    case "runnel:interrupts.answered":
      return { ...state, waiting: counted(state.waiting, frame.c, 0) };
    default:
      return state;
  }
}

function cutOff(state: AppState, conversation: string, run: string): AppState {
  if (state.interrupted.some((cut) => cut.run === run)) return state;
  return { ...state, interrupted: [...state.interrupted, { conversation, run }] };
}

function decided(state: AppState, run: string): AppState {
  return {
    ...state,
    interrupted: state.interrupted.filter((cut) => cut.run !== run),
    settling: without(state.settling, run),
  };
}

function counted(waiting: AppState["waiting"], id: string, count: number): AppState["waiting"] {
  return count === 0 ? without(waiting, id) : { ...waiting, [id]: count };
}

function newestFirst(items: readonly Summary[]): readonly Summary[] {
  return items.slice().sort((one, other) => other.updatedAt - one.updatedAt);
}

// --- the open conversation --------------------------------------------------------------------------

function opening(id: string): Open {
  return { id, conversation: null, fetch: "wanted", failure: null, early: [], revision: 0 };
}

function inOpen(state: AppState, id: string, change: (open: Open) => Open): AppState {
  return state.open?.id === id ? { ...state, open: change(state.open) } : state;
}

function conversationLoaded(state: AppState, fetched: Fetched): AppState {
  const open = state.open;
  if (open?.id !== fetched.id) return state;
  const { asOf: _, ...conversation } = fetched;
  const loaded: Open = {
    ...open,
    conversation,
    fetch: "done",
    failure: null,
    early: [],
    revision: open.revision + 1,
  };
  const next = settle({ ...state, open: loaded }, conversation);
  return open.early.reduce(takeFrame, next);
}

// --- sending ----------------------------------------------------------------------------------------

function sendBegun(
  state: AppState,
  action: { key: string; conversation: string; message: Outgoing },
): AppState {
  const isNew = action.key === NEW;
  const open: Open | null = isNew
    ? {
        ...opening(action.conversation),
        fetch: "done",
        conversation: {
          ...emptyConversation(action.conversation),
          model: state.fresh.model,
          workspace: state.fresh.workspace,
        },
      }
    : state.open;
  return {
    ...state,
    open,
    drafts: { ...state.drafts, [action.key]: "" },
    sending: { ...state.sending, [action.conversation]: action.message },
    unsent: without(state.unsent, action.key),
  };
}

/**
 * The text goes back into the composer, before what was typed there since: nothing of either is lost. That of a
 * chat that was never made goes to the new chat's, whatever is on screen now.
 */
function sendFailed(state: AppState, action: Extract<Action, { type: "send failed" }>): AppState {
  const { conversation, message, detail } = action;
  const exists =
    action.created ||
    (state.open?.id === conversation && (state.open.conversation?.n ?? 0) > 0) ||
    state.list.items.some((item) => item.id === conversation);
  const neverMade = action.key === NEW && !exists;
  const key = neverMade ? NEW : conversation;
  const others = neverMade ? without(state.drafts, conversation) : state.drafts;
  const texts = [message.text, ...(neverMade ? [state.drafts[conversation]] : []), state.drafts[key]];
  const draft = texts.filter((text) => text !== undefined && text.trim() !== "").join("\n\n");
  return {
    ...state,
    open: neverMade && state.open?.id === conversation ? null : state.open,
    drafts: { ...others, [key]: draft },
    sending: without(state.sending, conversation),
    unsent: { ...state.unsent, [key]: { ...message, conversation, detail } },
  };
}

/** A message that was thought unsent is there after all: what stands in the composer begins behind it. */
function withoutSent(drafts: AppState["drafts"], key: string, sent: string): AppState["drafts"] {
  const draft = drafts[key] ?? "";
  if (draft.trim() === sent) return { ...drafts, [key]: "" };
  const before = `${sent}\n\n`;
  return draft.startsWith(before) ? { ...drafts, [key]: draft.slice(before.length) } : drafts;
}

function without<T>(record: Readonly<Record<string, T>>, key: string): Readonly<Record<string, T>> {
  if (!(key in record)) return record;
  const { [key]: _, ...rest } = record;
  return rest;
}
