/** What is typed, sent, and comes back: no text of either is ever lost. */
import { type Conversation, emptyConversation } from "../../domain/conversation";
import {
  type AppState,
  modeOf,
  NEW,
  type Open,
  type Outgoing,
  opening,
  type Rewriting,
  type Unsent,
  type Wanted,
} from "../app";
import { giveBack, withoutFiles } from "../attaching";
import { afterFacts } from "../deciding";
import { without } from "../record";
import type { Changes } from "../reduce";

export type SendingAction =
  | { type: "drafted"; key: string; text: string }
  | {
      type: "send begun";
      key: string;
      conversation: string;
      message: Outgoing;
      /** What stays in the composer. */
      rest?: string;
    }
  | { type: "send wanted"; key: string; wanted: Wanted }
  | { type: "send not wanted"; key: string }
  | { type: "message taken"; conversation: string; message: string }
  | { type: "rewritten"; message: string; rewriting: Rewriting | null }
  | { type: "given back"; key: string; unsent: Unsent }
  | {
      type: "send failed";
      key: string;
      conversation: string;
      message: Outgoing;
      detail: string;
      created: boolean;
    };

type Act<T extends SendingAction["type"]> = Extract<SendingAction, { type: T }>;

export const sending: Changes<SendingAction> = {
  drafted: (state, { key, text }) => ({
    ...state,
    drafts: { ...state.drafts, [key]: text },
    wanted: isStillWanted(state.wanted[key], text) ? state.wanted : without(state.wanted, key),
  }),
  "send begun": begun,
  "send wanted": (state, { key, wanted }) => ({ ...state, wanted: { ...state.wanted, [key]: wanted } }),
  "send not wanted": (state, { key }) => ({ ...state, wanted: without(state.wanted, key) }),
  "message taken": taken,
  rewritten: (state, { message, rewriting }) => ({
    ...state,
    rewriting: rewriting ? { ...state.rewriting, [message]: rewriting } : without(state.rewriting, message),
  }),
  // Before what is written there: it could not be sent.
  "given back": (state, { key, unsent }) => {
    const draft = state.drafts[key] ?? "";
    return {
      ...state,
      drafts: { ...state.drafts, [key]: draft.trim() === "" ? unsent.text : `${unsent.text}\n\n${draft}` },
      unsent: { ...state.unsent, [key]: unsent },
    };
  },
  "send failed": failed,
};

/** Takes back what the facts have answered: sent messages, and decisions about runs. */
export function answered(state: AppState, conversation: Conversation): AppState {
  const id = conversation.id;
  const outgoing = state.sending[id];
  const unsent = state.unsent[id];
  const isThere = (message: string): boolean =>
    conversation.messages.some(({ id }) => id === message) ||
    conversation.queue.some(({ id }) => id === message);
  const has = (sent: Outgoing | undefined): boolean => sent !== undefined && isThere(sent.id);
  const files = has(unsent) ? new Set(unsent?.attachments?.map((file) => file.id)) : null;
  const edits = Object.entries(state.editing).filter(
    ([, { conversation, sent }]) => conversation === id && sent !== null && isThere(sent),
  );
  return {
    ...state,
    editing: edits.reduce((left, [message]) => without(left, message), state.editing),
    attached: files && files.size > 0 ? withoutFiles(state.attached, id, files) : state.attached,
    deciding: afterFacts(state.deciding, conversation),
    sending: has(outgoing) ? without(state.sending, id) : state.sending,
    behind: withoutBehind(state.behind, id, isThere),
    unsent: has(unsent) ? without(state.unsent, id) : state.unsent,
    drafts: has(unsent) && unsent ? withoutSent(state.drafts, id, unsent.text) : state.drafts,
  };
}

function begun(state: AppState, action: Act<"send begun">): AppState {
  const isNew = action.key === NEW && state.open === null; // else another chat was opened meanwhile
  const open: Open | null = isNew
    ? {
        ...opening(action.conversation),
        fetch: "done",
        conversation: {
          ...emptyConversation(action.conversation),
          ...state.fresh,
          mode: modeOf(state),
        },
      }
    : state.open;
  const { conversation, message } = action;
  const earlier = state.behind[conversation] ?? [];
  const waits = goesBehind(state, conversation);
  return {
    ...state,
    open,
    drafts: { ...state.drafts, [action.key]: action.rest ?? "" },
    attached: { ...state.attached, [action.key]: [] }, // known here: a snapshot may be older
    sending: waits ? state.sending : { ...state.sending, [conversation]: message },
    behind: waits ? { ...state.behind, [conversation]: [...earlier, message] } : state.behind,
    wanted: without(state.wanted, action.key),
    unsent: without(state.unsent, action.key),
  };
}

/** True while the message before is on its way: then the next one goes after it. */
export function goesBehind({ sending, behind }: AppState, conversation: string): boolean {
  return sending[conversation] !== undefined || (behind[conversation]?.length ?? 0) > 0;
}

/** What stood there goes, also when somebody has written on; one who changes it has not finished. */
function isStillWanted(wanted: Wanted | undefined, draft: string): boolean {
  return wanted !== undefined && draft.startsWith(wanted.text);
}

/** The server has it. Its facts may have been first; of a chat that is not on screen they are not looked at. */
function taken(state: AppState, { conversation, message }: Act<"message taken">): AppState {
  if (state.open?.id === conversation)
    return state.open.conversation ? answered(state, state.open.conversation) : state;
  const isIt = state.sending[conversation]?.id === message;
  return {
    ...state,
    sending: isIt ? without(state.sending, conversation) : state.sending,
    behind: withoutBehind(state.behind, conversation, (id) => id === message),
  };
}

function withoutBehind(
  behind: AppState["behind"],
  conversation: string,
  isThere: (message: string) => boolean,
): AppState["behind"] {
  const before = behind[conversation];
  if (before === undefined) return behind;
  const left = before.filter(({ id }) => !isThere(id));
  return left.length === 0 ? without(behind, conversation) : { ...behind, [conversation]: left };
}

/**
 * The text goes back into the composer, with those of the messages that were to follow it, before what was typed there
 * since: nothing of any is lost. That of a chat that was never made goes to the new chat's, whatever is on screen now.
 */
function failed(state: AppState, action: Act<"send failed">): AppState {
  const { conversation, message, detail } = action;
  const exists =
    action.created ||
    (state.open?.id === conversation && (state.open.conversation?.n ?? 0) > 0) ||
    state.list.items.some((item) => item.id === conversation);
  const neverMade = action.key === NEW && !exists;
  const key = neverMade ? NEW : conversation;
  const others = neverMade ? without(state.drafts, conversation) : state.drafts;
  // They go in their order: those before the one that failed were taken, and their facts are still to come.
  const behind = state.behind[conversation] ?? [];
  const at = behind.findIndex(({ id }) => id === message.id);
  const ahead = behind.slice(0, Math.max(at, 0));
  const back = [message, ...behind.slice(at + 1)];
  const since = neverMade ? [state.drafts[conversation], state.drafts[key]] : [state.drafts[key]];
  const texts = [...back.map(({ text }) => text), ...since];
  const draft = texts.filter((text) => text !== undefined && text.trim() !== "").join("\n\n");
  return {
    ...state,
    open: neverMade && state.open?.id === conversation ? null : state.open,
    drafts: { ...others, [key]: draft },
    attached: giveBack(
      neverMade ? moved(state.attached, conversation, NEW) : state.attached,
      key,
      back.flatMap(({ attachments }) => attachments ?? []),
    ),
    sending:
      state.sending[conversation]?.id === message.id ? without(state.sending, conversation) : state.sending,
    behind:
      ahead.length === 0 ? without(state.behind, conversation) : { ...state.behind, [conversation]: ahead },
    wanted: without(state.wanted, key),
    unsent: { ...state.unsent, [key]: { ...message, conversation, detail } },
  };
}

/** What was attached in a chat that was never made goes with its text. */
function moved(attached: AppState["attached"], from: string, to: string): AppState["attached"] {
  const files = attached[from];
  if (files === undefined) return attached;
  return { ...without(attached, from), [to]: [...files, ...(attached[to] ?? [])] };
}

/** A message that was thought unsent is there after all: what stands in the composer begins behind it. */
function withoutSent(drafts: AppState["drafts"], key: string, sent: string): AppState["drafts"] {
  const draft = drafts[key] ?? "";
  if (draft.trim() === sent) return { ...drafts, [key]: "" };
  const before = `${sent}\n\n`;
  return draft.startsWith(before) ? { ...drafts, [key]: draft.slice(before.length) } : drafts;
}
