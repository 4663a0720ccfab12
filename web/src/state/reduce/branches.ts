/** Branches: which one is shown, and a message that is written anew. Nothing is destroyed by either. */
import type { Attachment } from "../../wire/shapes";
import type { AppState, Editing } from "../app";
import { without } from "../record";
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
  | { type: "edited"; message: string; text: string }
  | { type: "edited file removed"; message: string; id: string }
  | { type: "editing focused"; message: string }
  | { type: "editing ended"; message: string }
  | { type: "resend begun"; message: string; id: string }
  | { type: "resend failed"; message: string; id: string; detail: string };

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

  // One that is open already is led to, as it is.
  "editing begun": (state, { conversation, message, text, attachments }) => ({
    ...state,
    editing: {
      ...state.editing,
      [message]: {
        ...(state.editing[message] ?? {
          conversation,
          text,
          attachments,
          sent: null,
          underway: false,
          failure: null,
        }),
        wantsFocus: true,
      },
    },
  }),
  "editing focused": (state, { message }) => inEditing(state, message, () => ({ wantsFocus: false })),
  // Changed, it is another message than one that was sent before.
  edited: (state, { message, text }) => inEditing(state, message, () => ({ text, sent: null })),
  "edited file removed": (state, { message, id }) =>
    inEditing(state, message, ({ attachments }) => ({
      attachments: attachments.filter((file) => file.id !== id),
      sent: null,
    })),
  "editing ended": (state, { message }) => ({ ...state, editing: without(state.editing, message) }),
  "resend begun": (state, { message, id }) =>
    inEditing(state, message, () => ({ sent: id, underway: true, failure: null })),
  "resend failed": (state, { message, id, detail }) =>
    inEditing(state, message, ({ sent }) => (sent === id ? { underway: false, failure: detail } : {})),
};

function inEditing(
  state: AppState,
  message: string,
  change: (editing: Editing) => Partial<Editing>,
): AppState {
  const editing = state.editing[message];
  if (editing === undefined) return state;
  return { ...state, editing: { ...state.editing, [message]: { ...editing, ...change(editing) } } };
}

function withoutChoice(state: AppState): AppState {
  if (state.open === null) return state;
  const { chosen: _, ...open } = state.open;
  return { ...state, open };
}
