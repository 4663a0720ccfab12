/** The conversation on screen: opened, fetched, and folded from the facts that arrive. */
import { apply } from "../../domain/fold";
import { type Frame, isTextOnly } from "../../domain/frame";
import type { Fetched } from "../../wire/shapes";
import { common } from "../../words/common";
import { announce, announceElsewhere, heard } from "../announce";
import { type AppState, type Open, opening } from "../app";
import type { Changes } from "../reduce";
import { listFact, noted } from "./listfacts";
import { removed } from "./lists";
import { answered } from "./sending";

export type OpenAction =
  | { type: "frames arrived"; frames: readonly Frame[] }
  | { type: "new chat opened" }
  | { type: "conversation opened"; id: string }
  | { type: "conversation fetching"; id: string }
  | { type: "conversation begun"; fetched: Fetched }
  | { type: "conversation loaded"; fetched: Fetched }
  | { type: "conversation failed"; id: string; detail: string }
  | { type: "conversation removed"; id: string }
  | { type: "fresh changed"; fresh: Partial<AppState["fresh"]> };

export const open: Changes<OpenAction> = {
  "frames arrived": (state, { frames }) => frames.reduce(takeFrame, state),
  "new chat opened": (state) => ({ ...left(state), open: null, drawer: false }),
  "conversation opened": (state, { id }) =>
    state.open?.id === id
      ? { ...state, drawer: false }
      : { ...left(state), open: opening(id), drawer: false },
  "conversation fetching": (state, { id }) =>
    inOpen(state, id, (now) => ({ ...now, fetch: "underway", failure: null })),
  "conversation begun": (state, { fetched: { asOf: _, before: __, ...conversation } }) =>
    inOpen(state, conversation.id, (now) =>
      now.conversation === null ? { ...now, conversation, revision: now.revision + 1 } : now,
    ),
  "conversation loaded": (state, { fetched }) => loaded(state, fetched),
  "conversation failed": (state, { id, detail }) =>
    inOpen(state, id, (now) =>
      now.conversation === null ? { ...now, fetch: "done", failure: detail } : { ...now, fetch: "wanted" },
    ),
  "conversation removed": (state, { id }) => removed(state, id),
  "fresh changed": (state, { fresh }) => ({ ...state, fresh: { ...state.fresh, ...fresh } }),
};

/** Who has looked at a chat has seen the card of its cut answer: nothing else has to tell of it in this window. */
function left(state: AppState): AppState {
  if (!state.open?.conversation) return state;
  const { id } = state.open;
  const seen = state.interrupted.filter((cut) => cut.conversation === id).map((cut) => cut.run);
  return seen.length === 0 ? state : { ...state, setAside: [...new Set([...state.setAside, ...seen])] };
}

function inOpen(state: AppState, id: string, change: (open: Open) => Open): AppState {
  return state.open?.id === id ? { ...state, open: change(state.open) } : state;
}

function loaded(state: AppState, fetched: Fetched): AppState {
  const now = state.open;
  if (now?.id !== fetched.id) return state;
  const { asOf: _, ...conversation } = fetched;
  const next: Open = {
    ...now,
    conversation: now.chosen === undefined ? conversation : { ...conversation, leaf: now.chosen },
    fetch: "done",
    failure: null,
    early: [],
    revision: now.revision + 1,
  };
  return now.early.reduce(takeFrame, answered({ ...state, open: next }, conversation));
}

function takeFrame(state: AppState, frame: Frame): AppState {
  const listed = isTextOnly(frame.e) ? state : listFact(noted(state, frame), frame);
  const now = listed.open;
  if (now === null || now.id !== frame.c) return heardElsewhere(listed, frame);
  if (now.fetch !== "done") return { ...listed, open: { ...now, early: [...now.early, frame] } };
  return foldInto(listed, now, frame);
}

function heardElsewhere(state: AppState, { c, e }: Frame): AppState {
  const said = announceElsewhere(e, state.list.items.find(({ id }) => id === c)?.title || common().newChat);
  return said === null ? state : { ...state, said: heard(state.said, said) };
}

function foldInto(state: AppState, now: Open, frame: Frame): AppState {
  if (now.conversation === null) return state;
  const { state: conversation, outcome } = apply(now.conversation, frame);
  if (outcome === "seen") return state;
  if (outcome === "gap") return { ...state, open: { ...now, fetch: "wanted", early: [frame] } };
  const { chosen, leaf } = branchAfter(now, conversation.leaf, frame);
  const grown = isTextOnly(frame.e) && conversation.messages.length === now.conversation.messages.length;
  const said = announce(frame.e, now.conversation, conversation);
  const next = {
    ...state,
    said: said === null ? state.said : heard(state.said, said),
    open: {
      ...now,
      conversation: leaf === conversation.leaf ? conversation : { ...conversation, leaf },
      chosen,
      revision: grown ? now.revision : now.revision + 1,
    },
  };
  return grown ? next : answered(next, conversation);
}

/** A branch chosen here is shown at once, so facts of earlier choices pass by; something new in the chat ends it. */
function branchAfter(
  { chosen, conversation }: Open,
  leaf: string | null,
  { e }: Frame,
): { chosen: string | null | undefined; leaf: string | null } {
  if (chosen === undefined || leaf === conversation?.leaf) return { chosen, leaf };
  const isChoice = e.type === "CUSTOM" && e.name === "runnel:conversation.changed";
  return isChoice ? { chosen, leaf: chosen } : { chosen: undefined, leaf };
}
