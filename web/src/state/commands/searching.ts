/** Looking for words in all chats: a moment after the last key, and further as somebody goes down the hits. */
import type { Desk } from "./desk";

const PAUSE_MS = 150;

export function searching(desk: Desk) {
  const { store, server, session } = desk;
  let timer: unknown;

  const ask = async (query: string): Promise<void> => {
    try {
      store.dispatch({ type: "search answered", query, found: await server.search({ query: query.trim() }) });
    } catch (error) {
      session.failed(error, (detail) => store.dispatch({ type: "search failed", query, detail }));
    }
  };

  return {
    /** Chats outside the bin with these words in their title; none where the server cannot be asked. */
    async titled(query: string): Promise<readonly { readonly id: string; readonly title: string }[]> {
      try {
        return (await server.conversations({ query })).conversations;
      } catch (error) {
        session.failed(error, () => {});
        return [];
      }
    },

    search(query: string): void {
      store.dispatch({ type: "search changed", query });
      session.screen.clearTimeout(timer);
      if (query.trim() !== "") timer = session.screen.setTimeout(() => void ask(query), PAUSE_MS);
    },

    /** The same words again: the last try failed. */
    searchAgain: (): Promise<void> => ask(store.now().search.query),

    async moreHits(): Promise<void> {
      const { query, next, status } = store.now().search;
      if (next === null || status !== "ready") return;
      store.dispatch({ type: "more hits asked" });
      try {
        const found = await server.search({ query: query.trim(), before: next });
        store.dispatch({ type: "more hits came", query, after: next, found });
      } catch (error) {
        session.failed(error, (detail) => store.dispatch({ type: "search failed", query, detail }));
      }
    },
  };
}
