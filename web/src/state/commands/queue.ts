/** Messages that wait for the answer before them: write one anew, move it, take it out, send it. */
import type { Queued } from "../../domain/conversation";
import { asProblem } from "../../wire/problem";
import { page } from "../../words/page";
import type { Desk, Done } from "./desk";

export function queue(desk: Desk, giveBack: (conversation: string, text: string) => void) {
  const { store, server } = desk;
  const inOpen = (act: (conversation: string) => Promise<unknown>): Promise<Done> => {
    const open = store.now().open;
    return open === null
      ? Promise.resolve({ ok: false, detail: page().notOpen })
      : desk.done(() => act(open.id));
  };
  return {
    changeQueued: (message: string, text: string): Promise<Done> =>
      inOpen((conversation) => server.changeQueued(conversation, message, text)),

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
          giveBack(conversation, text);
          throw asProblem(error);
        }
      }),
  };
}
