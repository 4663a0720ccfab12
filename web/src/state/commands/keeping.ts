/** Files out of Runnel and back: the server writes them where downloads go, and says where that is. */
import type { Conversation } from "../../domain/conversation";
import type { ExportFormat, Saved } from "../../wire/shapes";
import { page } from "../../words/page";
import type { Desk, Done } from "./desk";

export function keeping(desk: Desk) {
  const { store, server } = desk;

  const saved = async (save: () => Promise<Saved>): Promise<Done> => {
    const done = await desk.done(async () => {
      store.dispatch({ type: "toasted", news: { kind: "saved", saved: await save() } });
    });
    if (!done.ok) store.dispatch({ type: "toasted", news: { kind: "failed", detail: done.detail } });
    return done;
  };

  return {
    saveChat: (id: string, format: ExportFormat): Promise<Done> => saved(() => server.saveChat(id, format)),

    saveEverything: (): Promise<Done> => saved(() => server.saveEverything()),

    saveFile: (id: string, name: string): Promise<Done> => saved(() => server.saveAttachment(id, name)),

    saveText: (name: string, text: string): Promise<Done> => saved(() => server.saveText(name, text)),

    /** Opens the system's file manager at a file that was saved. */
    async showSaved(path: string): Promise<void> {
      const done = await desk.done(() => server.showSaved(path));
      if (!done.ok) store.dispatch({ type: "toasted", news: { kind: "failed", detail: done.detail } });
    },

    async importArchive(file: Blob): Promise<void> {
      const done = await desk.done(async () => {
        const imported = await server.importArchive(file);
        store.dispatch({ type: "toasted", news: { kind: "imported", ...imported } });
      });
      if (!done.ok) store.dispatch({ type: "toasted", news: { kind: "failed", detail: done.detail } });
    },

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
