/**
 * Files out of Runnel and back. Where the window can ask for a place, the person chooses; else the server writes them
 * where downloads go, and says where that is.
 */
import type { Conversation } from "../../domain/conversation";
import { askWhere } from "../../wire/place";
import { asProblem } from "../../wire/problem";
import type { ExportFormat, Imported, Saved } from "../../wire/shapes";
import { page } from "../../words/page";
import { transcript } from "../../words/transcript";
import type { Desk, Done } from "./desk";

const ENDINGS: Readonly<Record<ExportFormat, string>> = { markdown: "md", html: "html", json: "json" };

/** What came of taking in an archive. */
export type Taken = { readonly ok: true; readonly imported: Imported } | Extract<Done, { ok: false }>;

export function keeping(desk: Desk) {
  const { store, server } = desk;

  const saved = async (
    name: string,
    data: () => Promise<Blob>,
    save: () => Promise<Saved>,
  ): Promise<Done> => {
    const place = await askWhere(name);
    if (place === "left") return { ok: false, detail: "" };
    const keep = async (): Promise<Saved> => {
      if (place === null) return save();
      await place.write(await data());
      return { path: "", name: place.name, folder: "" }; // a page is not told where that is
    };
    const done = await desk.done(async () => {
      store.dispatch({ type: "toasted", news: { kind: "saved", saved: await keep() } });
    });
    if (!done.ok) store.dispatch({ type: "toasted", news: { kind: "failed", detail: done.detail } });
    return done;
  };

  const takeIn = async (file: Blob): Promise<Taken> => {
    try {
      return { ok: true, imported: await desk.guarded(() => server.importArchive(file)) };
    } catch (error) {
      return { ok: false, detail: asProblem(error).message };
    }
  };

  return {
    saveChat: (id: string, format: ExportFormat): Promise<Done> => {
      const { open, list } = store.now();
      const listed = [...list.items, ...(list.view?.items ?? [])].find((chat) => chat.id === id);
      const title = listed?.title ?? (open?.id === id ? open.conversation?.title : undefined) ?? "";
      return saved(
        `${title || transcript().chat}.${ENDINGS[format]}`,
        () => server.chatFile(id, format),
        () => server.saveChat(id, format),
      );
    },

    saveEverything: (): Promise<Done> =>
      saved(
        `runnel-${new Date().toISOString().slice(0, 10)}.zip`,
        () => server.everythingFile(),
        () => server.saveEverything(),
      ),

    saveFile: (id: string, name: string): Promise<Done> =>
      saved(
        name,
        () => server.attachmentFile(id),
        () => server.saveAttachment(id, name),
      ),

    saveText: (name: string, text: string): Promise<Done> =>
      saved(
        name,
        () => Promise.resolve(new Blob([text])),
        () => server.saveText(name, text),
      ),

    /** Opens the system's file manager at a file that was saved. */
    async showSaved(path: string): Promise<void> {
      const done = await desk.done(() => server.showSaved(path));
      if (!done.ok) store.dispatch({ type: "toasted", news: { kind: "failed", detail: done.detail } });
    },

    async importArchive(file: Blob): Promise<void> {
      const done = await takeIn(file);
      store.dispatch({
        type: "toasted",
        news: done.ok ? { kind: "imported", ...done.imported } : { kind: "failed", detail: done.detail },
      });
    },

    /** The same where the caller shows what came of it: what is said at the window's foot is behind a dialog. */
    takeIn,

    /** A chat as a whole, also one that is not on screen. */
    chat: (id: string): Promise<Conversation> => {
      const open = store.now().open;
      if (open?.id === id && open.conversation !== null) return Promise.resolve(open.conversation);
      return desk.guarded(() => server.conversation(id));
    },

    /** Says at the window's foot that the clipboard has it, or why not. */
    toastCopied: (copied: boolean): void =>
      store.dispatch({
        type: "toasted",
        news: copied ? { kind: "copied" } : { kind: "failed", detail: page().notCopied },
      }),
  };
}
