/** Branches: which one is shown, and a message that is written anew. Nothing is destroyed by either. */
import type { Attachment } from "../../wire/shapes";
import type { AppState, Editing } from "../app";
import type { Changes } from "../reduce";

export type BranchAction =
  | { type: "branch chosen"; conversation: string; leaf: string | null }
  | { type: "branch kept"; conversation: string; leaf: string | null }
  | { type: "branch not kept"; conversation: string }
  | { type: "latest asked" }
  | {
      type: "editing begun";
      conversation: string;
      message: string;
      text: string;
      attachments: readonly Attachment[];
    }
  | { type: "edited"; text: string }
  | { type: "edited file removed"; id: string }
  | { type: "editing ended" }
  | { type: "resend begun"; id: string }
  | { type: "resend failed"; id: string; detail: string };

export const branches: Changes<BranchAction> = {
  "branch chosen": (state, { conversation, leaf }) => {
    const open = state.open;
    if (open?.id !== conversation || open.conversation === null) return state;
    return {
      ...state,
      open: {
        ...open,
        conversation: { ...open.conversation, leaf },
        chosen: leaf,
        revision: open.revision + 1,
      },
    };
  },
  "branch kept": (state, { conversation, leaf }) =>
    state.open?.id === conversation && state.open.chosen === leaf ? withoutChoice(state) : state,
  // What the server shows is not known here any more.
  "branch not kept": (state, { conversation }) =>
    state.open?.id === conversation
      ? withoutChoice({ ...state, open: { ...state.open, fetch: "wanted" } })
      : state,

  "latest asked": (state) => ({ ...state, latest: state.latest + 1 }),

  "editing begun": (state, { conversation, message, text, attachments }) => ({
    ...state,
    editing: {
      conversation,
      message,
      text,
      attachments,
      sent: null,
      underway: false,
      failure: null,
    },
  }),
  // Changed, it is another message than one that was sent before.
  edited: (state, { text }) => inEditing(state, (editing) => ({ ...editing, text, sent: null })),
  "edited file removed": (state, { id }) =>
    inEditing(state, (editing) => ({
      ...editing,
      attachments: editing.attachments.filter((file) => file.id !== id),
      sent: null,
    })),
  "editing ended": (state) => ({ ...state, editing: null }),
  "resend begun": (state, { id }) =>
    inEditing(state, (editing) => ({ ...editing, sent: id, underway: true, failure: null })),
  "resend failed": (state, { id, detail }) =>
    inEditing(state, (editing) =>
      editing.sent === id ? { ...editing, underway: false, failure: detail } : editing,
    ),
};

function inEditing(state: AppState, change: (editing: Editing) => Editing): AppState {
  return state.editing === null ? state : { ...state, editing: change(state.editing) };
}

function withoutChoice(state: AppState): AppState {
  if (state.open === null) return state;
  const { chosen: _, ...open } = state.open;
  return { ...state, open };
}
