/** Branches: look at another one, and write an earlier message anew. Neither destroys anything. */
import { attachmentsOf } from "../../domain/attachment";
import { parentOf, shownOf } from "../../domain/branches";
import { turnsOf } from "../../domain/turns";
import { activeRun } from "../../domain/view";
import { asProblem, Problem } from "../../wire/problem";
import { page } from "../../words/page";
import type { Desk } from "./desk";
import { bodyOf } from "./messages";

/** Somebody who steps through branches is shown each at once; the server is told where they end up. */
const KEEP_AFTER_MS = 400;
const STOP_WITHIN_MS = 10_000;

export function branches(desk: Desk) {
  const { store, server, session } = desk;
  const planned = new Map<string, unknown>();

  const keep = async (conversation: string, leaf: string | null): Promise<void> => {
    planned.delete(conversation);
    try {
      await server.changeConversation(conversation, { leaf });
      store.dispatch({ type: "branch kept", conversation, leaf });
    } catch (error) {
      store.dispatch({ type: "branch not kept", conversation });
      desk.complain(error);
      session.fetchMissing();
    }
  };

  /** Ends what is written or waited for in a chat, so that something else can be sent; at once when nothing is. */
  const stopped = (conversation: string): Promise<void> =>
    new Promise((resolve, reject) => {
      let done = false;
      const end = (act: () => void): void => {
        if (done) return;
        done = true;
        session.screen.clearTimeout(timer);
        queueMicrotask(() => unsubscribe());
        act();
      };
      const timer = session.screen.setTimeout(
        () => end(() => reject(new Problem(page().notStopped, "run_active", 0))),
        STOP_WITHIN_MS,
      );
      let asked = false;
      const unsubscribe = store.part("open").subscribe((open) => {
        const chat = open?.id === conversation ? open.conversation : null;
        if (chat === null) return end(resolve); // somewhere else now: the server decides
        const run = activeRun(chat) ?? chat.runs.find(({ id }) => id === chat.interrupts[0]?.runId);
        if (run === undefined) return end(resolve);
        if (asked) return;
        asked = true;
        server.cancelRun(run.id).catch((error: unknown) => end(() => reject(asProblem(error))));
      });
    });

  return {
    /** Shows the branch through a message, or through an answer without one; null shows the newest. */
    showBranch(leaf: string | null): void {
      const conversation = store.now().open?.id;
      if (conversation === undefined) return;
      store.dispatch({ type: "branch chosen", conversation, leaf });
      session.screen.clearTimeout(planned.get(conversation));
      planned.set(
        conversation,
        session.screen.setTimeout(() => void keep(conversation, leaf), KEEP_AFTER_MS),
      );
    },

    /**
     * Begins to write a message anew, or goes on with it: the one named, or the last that is shown. False where there
     * is none.
     */
    edit(id?: string): boolean {
      const chat = store.now().open?.conversation;
      if (!chat) return false;
      const shown = shownOf(turnsOf(chat), chat);
      const turn =
        id === undefined ? shown[shown.length - 1]?.turn : shown.find((one) => one.turn.key === id)?.turn;
      const asked = turn?.asked;
      if (!asked) return false;
      store.dispatch({
        type: "editing begun",
        conversation: chat.id,
        message: asked.id,
        text: asked.content,
        attachments: attachmentsOf(asked.metadata),
      });
      return true;
    },

    edited: (message: string, text: string): void => store.dispatch({ type: "edited", message, text }),

    editingFocused: (message: string): void => store.dispatch({ type: "editing focused", message }),

    removeEditedFile: (message: string, id: string): void =>
      store.dispatch({ type: "edited file removed", message, id }),

    stopEditing: (message: string): void => store.dispatch({ type: "editing ended", message }),

    /** Sends what was written anew beside the message it was made of; what is being answered stops first. */
    async resend(message: string): Promise<void> {
      const { open } = store.now();
      const editing = store.now().editing[message];
      const chat = open?.conversation;
      if (editing === undefined || editing.underway || chat?.id !== editing.conversation) return;
      const text = editing.text.trim();
      if (text === "" && editing.attachments.length === 0) return;
      const id = editing.sent ?? desk.newId();
      const parentId = parentOf(chat, message);
      store.dispatch({ type: "resend begun", message, id });
      store.dispatch({ type: "latest asked" });
      try {
        await stopped(chat.id);
        const body = bodyOf({ id, text, attachments: editing.attachments }, "now", parentId);
        await desk.repeated(() => server.sendMessage(chat.id, body));
        store.dispatch({ type: "message taken", conversation: chat.id, message: id });
      } catch (error) {
        session.failed(error, () => {});
        store.dispatch({ type: "resend failed", message, id, detail: asProblem(error).message });
      }
    },
  };
}
