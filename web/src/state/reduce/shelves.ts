/** Where chats are beside the list of all: the archive, under tags, in the bin; and what was done a moment ago. */
import type { Summary } from "../../domain/conversation";
import type { Frame } from "../../domain/frame";
import type { Page, Tags } from "../../wire/shapes";
import type { AppState, Loadable, ToastNews, View } from "../app";
import type { Changes } from "../reduce";
import { changeItem, inList } from "./lists";

/** What names a view; null is the list of all chats. */
export type Wanted = Pick<View, "archived" | "tag"> | null;

export type ShelfAction =
  | { type: "view chosen"; view: Wanted }
  | { type: "view asked"; more: boolean }
  | { type: "view loaded"; view: Wanted; page: Page; more: boolean }
  | { type: "view failed"; view: Wanted; detail: string }
  | { type: "tags changed"; tags: Loadable<Tags> }
  | { type: "bin changed"; bin: Loadable<Page> }
  | { type: "toasted"; news: ToastNews }
  | { type: "toast gone"; key: number };

export const shelves: Changes<ShelfAction> = {
  "view chosen": (state, { view }) =>
    inList(state, {
      view:
        view === null
          ? null
          : { ...view, items: [], next: null, status: "loading", detail: "", stale: false },
    }),
  "view asked": (state, { more }) =>
    inView(state, (view) => ({ ...view, stale: false, status: more ? "more" : view.status })),
  "view loaded": (state, { view, page, more }) =>
    inView(state, (now) => {
      if (!isSame(now, view)) return now;
      const kept = more ? now.items : [];
      const known = new Set(kept.map(({ id }) => id));
      const items = [...kept, ...page.conversations.filter(({ id }) => !known.has(id))];
      return { ...now, items, next: page.next, status: "ready", detail: "" };
    }),
  "view failed": (state, { view, detail }) =>
    inView(state, (now) => (isSame(now, view) ? { ...now, status: "failed", detail } : now)),
  "tags changed": (state, { tags }) => ({ ...state, tags }),
  "bin changed": (state, { bin }) => ({ ...state, bin }),
  toasted: (state, { news }) => ({ ...state, toast: { ...news, key: (state.toast?.key ?? 0) + 1 } }),
  "toast gone": (state, { key }) => (state.toast?.key === key ? { ...state, toast: null } : state),
};

const MOVES: ReadonlySet<string> = new Set([
  "runnel:conversation.changed",
  "runnel:conversation.deleted",
  "runnel:conversation.restored",
]);

/** What a fact says about the view that is shown. One that may belong to it, or not any more, is asked for anew. */
export function shelfFact(state: AppState, { c, e }: Frame): AppState {
  if (state.list.view === null) return state;
  switch (e.type) {
    case "RUN_STARTED":
      return marked(state, c, { running: true });
    case "RUN_FINISHED":
    case "RUN_ERROR":
      return marked(state, c, { running: false });
    case "CUSTOM":
      return MOVES.has(e.name) ? inView(state, (view) => ({ ...view, stale: true })) : state;
    default:
      return state;
  }
}

function marked(state: AppState, id: string, change: Partial<Summary>): AppState {
  return inView(state, (view) => ({ ...view, items: changeItem(view.items, id, change) }));
}

function inView(state: AppState, change: (view: View) => View): AppState {
  const { view } = state.list;
  return view === null ? state : inList(state, { view: change(view) });
}

function isSame(now: View, wanted: Wanted): boolean {
  return wanted !== null && now.archived === wanted.archived && now.tag === wanted.tag;
}
