/** The list of chats: its pages, and what a single fact changes in it (`listfacts.ts`). */
import type { Page } from "../../wire/shapes";
import type { AppState } from "../app";
import type { Changes } from "../reduce";
import { listFact } from "./listfacts";
import { changeItem, inList, newestFirst } from "./lists";

export type ListAction =
  | { type: "list asked" }
  | { type: "list refreshed"; page: Page }
  | { type: "list failed" }
  | { type: "more asked" }
  | { type: "more loaded"; page: Page }
  | { type: "more failed" }
  | { type: "title changed"; id: string; title: string };

export const list: Changes<ListAction> = {
  "list asked": (state) => inList(state, { stale: false, since: [] }),
  "list refreshed": (state, { page }) => refreshed(state, page),
  "list failed": (state) => inList(state, { stale: true, since: null }),
  "more asked": (state) => inList(state, { loadingMore: true }),
  "more loaded": (state, { page }) => {
    const known = new Set(state.list.items.map((item) => item.id));
    const added = page.conversations.filter((item) => !known.has(item.id));
    return inList(state, {
      items: [...state.list.items, ...added],
      next: page.next,
      loadingMore: false,
    });
  },
  "more failed": (state) => inList(state, { loadingMore: false }),
  "title changed": (state, { id, title }) =>
    inList(state, { items: changeItem(state.list.items, id, { title }) }),
};

/** The newest page anew. Older pages stay, and so does what happened since the page was asked for. */
function refreshed(state: AppState, page: Page): AppState {
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
