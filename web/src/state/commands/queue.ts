/** Messages that wait for the answer before them: write one anew, move it, take it out, send it. */
import type { Queued } from "../../domain/conversation";
import { asProblem } from "../../wire/problem";
import { page } from "../../words/page";
import { writing } from "../../words/writing";
import type { Rewriting } from "../app";
import type { Desk, Done } from "./desk";

export function queue(desk: Desk, giveBack: (conversation: string, text: string, why: string) => void) {
  const { store, server } = desk;
  const inOpen = (act: (conversation: string) => Promise<unknown>): Promise<Done> => {
    const open = store.now().open;
    return open === null
      ? Promise.resolve({ ok: false, detail: page().notOpen })
      : desk.done(() => act(open.id));
  };
  const put = (message: string, rewriting: Rewriting | null): void =>
    store.dispatch({ type: "rewritten", message, rewriting });

  /** Gives back what was made of messages that have left the queue meanwhile with their old words. */
  const look = (): void => {
    const { open, rewriting } = store.now();
    const chat = open?.conversation;
    if (!chat || open.fetch !== "done") return;
    for (const [id, { conversation, was, text, saving, failure }] of Object.entries(rewriting)) {
      if (conversation !== chat.id || saving || chat.queue.some((message) => message.id === id)) continue;
      put(id, null);
      const sent = chat.messages.find((message) => message.id === id);
      const isSent = sent?.role === "user" && sent.content === text.trim();
      if (!isSent && !["", was].includes(text.trim()))
        giveBack(conversation, text, failure || writing().waitsNoMore);
    }
  };
  store.part("open").subscribe(look);

  return {
    /** What is being made of a message that waits. */
    rewrite(message: string, text: string): void {
      const { open, rewriting } = store.now();
      const was = open?.conversation?.queue.find(({ id }) => id === message)?.text;
      if (open === null || was === undefined) return;
      const failure = rewriting[message]?.failure ?? "";
      put(message, { conversation: open.id, was, text, saving: false, failure });
    },

    stopRewriting: (message: string): void => put(message, null),

    /** Where it cannot be saved it is still being written; that of a message that has gone is in the composer. */
    async changeQueued(message: string): Promise<void> {
      const rewriting = store.now().rewriting[message];
      if (rewriting === undefined || rewriting.saving) return;
      const { conversation, text } = rewriting;
      put(message, { ...rewriting, saving: true, failure: "" });
      const done = await desk.done(() => server.changeQueued(conversation, message, text.trim()));
      put(message, done.ok ? null : { ...rewriting, saving: false, failure: done.detail });
      look();
    },

    moveQueued: (message: string, before: string | null): Promise<Done> =>
      inOpen((conversation) => server.moveQueued(conversation, message, before)),

    removeQueued: (message: string): Promise<Done> =>
      inOpen((conversation) => server.removeQueued(conversation, message)),

    /** Now, where nothing is being answered. */
    sendQueued: (message: string): Promise<Done> =>
      inOpen((conversation) => server.sendQueued(conversation, message)),

    /** Into the answer that is being written. It leaves the queue first, so that it is never said twice. */
    steerQueued: ({ id, text }: Queued): Promise<Done> =>
      inOpen(async (conversation) => {
        await server.removeQueued(conversation, id);
        const again = desk.newId();
        try {
          await desk.repeated(() => server.sendMessage(conversation, { id: again, text, when: "steer" }));
        } catch (error) {
          giveBack(conversation, text, asProblem(error).message);
          throw asProblem(error);
        }
      }),
  };
}
