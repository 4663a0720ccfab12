/** The small changes that every change of the list is made of. */
import type { Summary } from "../../domain/conversation";
import type { AppState, List } from "../app";

export function inList(state: AppState, change: Partial<List>): AppState {
  return { ...state, list: { ...state.list, ...change } };
}

export function changeItem(
  items: readonly Summary[],
  id: string,
  change: Partial<Summary>,
): readonly Summary[] {
  return items.map((item) => (item.id === id ? { ...item, ...change } : item));
}

/** Pinned ones before all others. */
export function newestFirst(items: readonly Summary[]): readonly Summary[] {
  const pinned = (item: Summary): number => (item.pinned ? 1 : 0);
  return items.slice().sort((one, other) => pinned(other) - pinned(one) || other.updatedAt - one.updatedAt);
}

/** A conversation is gone, from the list and from the screen. */
export function removed(state: AppState, id: string): AppState {
  const others = (items: readonly Summary[]) => items.filter((item) => item.id !== id);
  const { view } = state.list;
  const next = inList(state, {
    items: others(state.list.items),
    view: view === null ? null : { ...view, items: others(view.items) },
  });
  const search = { ...state.search, hits: state.search.hits.filter((hit) => hit.conversation !== id) };
  const interrupted = state.interrupted.filter((cut) => cut.conversation !== id);
  return { ...next, search, interrupted, open: next.open?.id === id ? null : next.open };
}
