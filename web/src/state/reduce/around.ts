/** What stands around the chats: notices, dialogs, the drawer. */
import type { Notice } from "../../wire/shapes";
import { heard } from "../announce";
import type { AppState, Dialog } from "../app";
import { without } from "../record";
import type { Changes } from "../reduce";

export type AroundAction =
  | { type: "noticed"; notice: Notice; tone: "info" | "error" }
  | { type: "notice dismissed"; key: number }
  | { type: "dialog opened"; dialog: Dialog }
  | { type: "dialog closed" }
  | { type: "form filled"; form: string; fields: Readonly<Record<string, string>> | null }
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
  "form filled": (state, { form, fields }) => ({
    ...state,
    forms: fields === null ? without(state.forms, form) : { ...state.forms, [form]: fields },
  }),
  "drawer toggled": (state, { open }) => ({ ...state, drawer: open }),
  "list folded": (state, { folded }) => ({ ...state, folded }),
  said: (state, { text }) => ({ ...state, said: heard(state.said, { text, urgent: false }) }),
};

export function noticed(state: AppState, notice: Notice, tone: "info" | "error"): AppState {
  if (state.notices.some((known) => known.code === notice.code && known.text === notice.text)) return state;
  const key = 1 + Math.max(0, ...state.notices.map((known) => known.key));
  return { ...state, notices: [...state.notices, { ...notice, key, tone }] };
}
