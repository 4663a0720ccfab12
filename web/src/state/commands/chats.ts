/** The list of chats and the one on screen: open, rename, delete, its model and folder. */
import type { Mode } from "../../domain/conversation";
import type { Folders } from "../../wire/shapes";
import type { Fresh } from "../app";
import type { Desk, Done } from "./desk";

/** What is set of the chat on screen; a mode that is chosen is one. */
type Change = Partial<Omit<Fresh, "mode">> & { readonly mode?: Mode };

/** Chats in one answer when somebody goes down the list. */
const PAGE = 200;

export function chats(desk: Desk) {
  const { store, server, session } = desk;

  const newChat = (): void => store.dispatch({ type: "new chat opened" });

  const open = (id: string): void => {
    store.dispatch({ type: "conversation opened", id });
    session.fetchMissing();
  };

  const changeOpen = async (change: Change): Promise<Done> => {
    const opened = store.now().open;
    if (opened === null) {
      store.dispatch({ type: "fresh changed", fresh: change });
      return { ok: true };
    }
    const done = await desk.done(() => server.changeConversation(opened.id, change));
    if (!done.ok && change.model !== undefined) desk.notice("model_not_changed", done.detail);
    return done;
  };

  /** A chat that is not there yet would learn only at its first message what cannot be opened, so it is asked here. */
  const opening = async (
    paths: readonly string[],
  ): Promise<{ readonly ok: true; readonly paths: readonly string[] } | Extract<Done, { ok: false }>> => {
    if (store.now().open !== null) return { ok: true, paths }; // the change itself says it
    const found: string[] = [];
    const done = await desk.done(async () => {
      for (const path of paths) found.push((await server.folders(path)).path);
    });
    return done.ok ? { ok: true, paths: found } : done;
  };

  return {
    newChat,
    open,

    retryOpen(): void {
      const id = store.now().open?.id;
      if (id === undefined) return;
      newChat();
      open(id);
    },

    rename: (id: string, title: string): Promise<Done> =>
      desk.done(async () => {
        await server.changeConversation(id, { title });
        store.dispatch({ type: "title changed", id, title });
      }),

    /** What is answered or asked there stops first. */
    remove: (id: string, title: string): Promise<Done> =>
      desk.done(async () => {
        const { list, waiting } = store.now();
        const listed = [...list.items, ...(list.view?.items ?? [])];
        if ((waiting[id] ?? 0) > 0 || listed.some((chat) => chat.id === id && chat.running)) {
          const { runs } = await server.conversation(id);
          const open = runs.filter(({ status }) => status === "running" || status === "waiting");
          for (const run of open) await server.cancelRun(run.id);
        }
        await server.deleteConversation(id);
        store.dispatch({ type: "conversation removed", id });
        store.dispatch({ type: "toasted", news: { kind: "deleted", id, title } });
      }),

    async loadMore(): Promise<void> {
      const { next, loadingMore } = store.now().list;
      if (next === null || loadingMore) return;
      store.dispatch({ type: "more asked" });
      try {
        store.dispatch({
          type: "more loaded",
          page: await server.conversations({ before: next, limit: PAGE }),
        });
      } catch (error) {
        store.dispatch({ type: "more failed" });
        desk.complain(error);
      }
    },

    async chooseModel(model: string): Promise<void> {
      await changeOpen({ model });
    },

    /** Counts from the next action on, also in an answer that is being written. */
    async chooseMode(mode: Mode): Promise<void> {
      const done = await changeOpen({ mode });
      if (!done.ok) desk.notice("mode_not_changed", done.detail);
    },

    chooseWorkspace: async (workspace: string | null): Promise<Done> => {
      const found = await opening(workspace === null ? [] : [workspace]);
      return found.ok ? changeOpen({ workspace: found.paths[0] ?? null }) : found;
    },

    /** Beside the first. */
    chooseFolders: async (folders: readonly string[]): Promise<Done> => {
      const found = await opening(folders);
      return found.ok ? changeOpen({ folders: found.paths }) : found;
    },

    /** Its instructions and how the model is to answer, as a whole. */
    changeChat: (change: Pick<Fresh, "system" | "parameters">): Promise<Done> => changeOpen(change),

    folders: (path: string | null): Promise<Folders> => desk.guarded(() => server.folders(path)),
  };
}
