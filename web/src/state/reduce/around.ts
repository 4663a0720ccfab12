/** What stands around the chats: notices, dialogs, the drawer. */
import type { Notice } from "../../wire/shapes";
import type { AppState, Dialog } from "../app";
import type { Changes } from "../reduce";

export type AroundAction =
  | { type: "noticed"; notice: Notice; tone: "info" | "error" }
  | { type: "notice dismissed"; key: number }
  | { type: "dialog opened"; dialog: Dialog }
  | { type: "dialog closed" }
  | { type: "drawer toggled"; open: boolean }
  | { type: "list folded"; folded: boolean }
  | { type: "said"; text: string };

export const around: Changes<AroundAction> = {
  noticed: (state, { notice, tone }) => noticed(state, notice, tone),
  "notice dismissed": (state, { key }) => ({
    ...state,
    notices: state.notices.filter((notice) => notice.key !== key),
  }),
  "dialog opened": (state, { dialog }) => ({ ...state, dialog, drawer: false }),
  "dialog closed": (state) => ({ ...state, dialog: null }),
  "drawer toggled": (state, { open }) => ({ ...state, drawer: open }),
  "list folded": (state, { folded }) => ({ ...state, folded }),
  // The same words again are another event, and must be heard again.
  said: (state, { text }) => ({
    ...state,
    said: { text: state.said.text === text ? `${text}\u00a0` : text, urgent: false },
  }),
};

export function noticed(state: AppState, notice: Notice, tone: "info" | "error"): AppState {
  if (state.notices.some((known) => known.code === notice.code && known.text === notice.text)) return state;
  const key = 1 + Math.max(0, ...state.notices.map((known) => known.key));
  return { ...state, notices: [...state.notices, { ...notice, key, tone }] };
}
