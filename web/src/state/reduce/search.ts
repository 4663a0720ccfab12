/** Looking for words in all chats. Answers that come late, for other words, are left aside. */
import type { Hits } from "../../wire/shapes";
import { type AppState, NO_SEARCH, type Search } from "../app";
import type { Changes } from "../reduce";

export type SearchAction =
  | { type: "search changed"; query: string }
  | { type: "search answered"; query: string; found: Hits }
  | { type: "search failed"; query: string; detail: string }
  | { type: "more hits asked" }
  | { type: "more hits came"; query: string; after: string; found: Hits };

export const search: Changes<SearchAction> = {
  // What was found for the words before stays to be seen until there is something new.
  "search changed": (state, { query }) =>
    query.trim() === ""
      ? { ...state, search: { ...NO_SEARCH, query } }
      : inSearch(state, { query, status: "loading", next: null }),
  "search answered": (state, { query, found: { hits, next } }) =>
    query === state.search.query ? inSearch(state, { status: "ready", hits, next, detail: "" }) : state,
  "search failed": (state, { query, detail }) =>
    query === state.search.query ? inSearch(state, { status: "failed", detail }) : state,
  "more hits asked": (state) => inSearch(state, { status: "more" }),
  "more hits came": (state, { query, after, found }) =>
    query === state.search.query && after === state.search.next
      ? inSearch(state, { status: "ready", hits: [...state.search.hits, ...found.hits], next: found.next })
      : state,
};

function inSearch(state: AppState, change: Partial<Search>): AppState {
  return { ...state, search: { ...state.search, ...change } };
}
