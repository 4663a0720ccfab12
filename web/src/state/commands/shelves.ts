/** Pins, tags, the archive and the bin: where a chat is put, and looking there. */
import type { Summary } from "../../domain/conversation";
import type { Loadable } from "../app";
import type { Wanted } from "../reduce/shelves";
import type { Desk, Done } from "./desk";

const PAGE = 200;

export function shelves(desk: Desk) {
  const { store, server, session } = desk;

  const loadView = async (more = false): Promise<void> => {
    const now = store.now().list.view;
    if (now === null || (more && (now.next === null || now.status !== "ready"))) return;
    const view: Wanted = { archived: now.archived, tag: now.tag };
    store.dispatch({ type: "view asked", more });
    try {
      const page = await server.conversations({
        archived: view.archived,
        ...(view.tag === null ? {} : { tag: view.tag }),
        ...(more && now.next !== null ? { before: now.next } : {}),
        limit: PAGE,
      });
      store.dispatch({ type: "view loaded", view, page, more });
    } catch (error) {
      session.failed(error, (detail) => store.dispatch({ type: "view failed", view, detail }));
    }
  };

  // A fact may have put a chat there, or taken it away.
  store.part("list").subscribe(({ view }) => {
    if (view?.stale) queueMicrotask(() => void (store.now().list.view?.stale && loadView()));
  });

  const tell = async <T>(
    known: T | undefined,
    ask: () => Promise<T>,
    told: (loadable: Loadable<T>) => void,
  ): Promise<void> => {
    const kept = known === undefined ? {} : { value: known };
    told({ status: "loading", ...kept });
    try {
      told({ status: "ready", value: await ask() });
    } catch (error) {
      session.failed(error, (detail) => told({ status: "failed", detail, ...kept }));
    }
  };

  const loadBin = (): Promise<void> =>
    tell(
      store.now().bin.value,
      () => server.conversations({ bin: true, limit: PAGE }),
      (bin) => store.dispatch({ type: "bin changed", bin }),
    );

  /** Says at the window's foot what could not be done: a menu has no place for it. */
  const toasted = async (done: Promise<Done>): Promise<boolean> => {
    const ended = await done;
    if (!ended.ok) store.dispatch({ type: "toasted", news: { kind: "failed", detail: ended.detail } });
    return ended.ok;
  };

  const archive = async ({ id, title }: Pick<Summary, "id" | "title">, archived: boolean): Promise<void> => {
    if (await toasted(desk.done(() => server.changeConversation(id, { archived }))))
      store.dispatch({ type: "toasted", news: { kind: archived ? "archived" : "unarchived", id, title } });
  };

  const restore = (id: string): Promise<Done> => desk.done(() => server.restoreConversation(id));

  return {
    /** Lists the archive, or the chats with a tag, instead of all; null is all again. */
    async showView(view: Wanted): Promise<void> {
      store.dispatch({ type: "view chosen", view });
      await loadView();
    },

    loadView,

    loadTags: (): Promise<void> =>
      tell(
        store.now().tags.value,
        () => server.tags(),
        (tags) => store.dispatch({ type: "tags changed", tags }),
      ),

    async pin(id: string, pinned: boolean): Promise<void> {
      await toasted(desk.done(() => server.changeConversation(id, { pinned })));
    },

    archive,

    setTags: (id: string, tags: readonly string[]): Promise<Done> =>
      desk.done(() => server.changeConversation(id, { tags: [...tags] })),

    loadBin,

    async moreOfBin(): Promise<void> {
      const known = store.now().bin;
      if (known.status !== "ready" || known.value.next === null) return;
      const { conversations, next } = known.value;
      await tell(
        known.value,
        async () => {
          const page = await server.conversations({ bin: true, limit: PAGE, before: next });
          return { conversations: [...conversations, ...page.conversations], next: page.next };
        },
        (bin) => store.dispatch({ type: "bin changed", bin }),
      );
    },

    restore: async (id: string): Promise<Done> => {
      const done = await restore(id);
      if (done.ok) await loadBin();
      return done;
    },

    /** For good. */
    purge: async (id: string): Promise<Done> => {
      const done = await desk.done(() => server.purgeConversation(id));
      await loadBin();
      return done;
    },

    /** For good. */
    emptyBin: async (): Promise<Done> => {
      const done = await desk.done(() => server.emptyBin());
      await loadBin();
      return done;
    },

    /** Takes back what the note at the window's foot tells of. */
    async takeBack(): Promise<void> {
      const { toast } = store.now();
      if (toast === null) return;
      store.dispatch({ type: "toast gone", key: toast.key });
      if (toast.kind === "archived" || toast.kind === "unarchived")
        await toasted(
          desk.done(() => server.changeConversation(toast.id, { archived: toast.kind === "unarchived" })),
        );
      if (toast.kind === "deleted" && (await toasted(restore(toast.id))))
        store.dispatch({ type: "toasted", news: { kind: "restored", id: toast.id, title: toast.title } });
    },

    dropToast: (key: number): void => store.dispatch({ type: "toast gone", key }),
  };
}
