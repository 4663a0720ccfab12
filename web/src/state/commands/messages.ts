/** Writing and sending: every draft is kept, and a message that was not taken is in the composer again. */
import { parentOf } from "../../domain/view";
import { asProblem } from "../../wire/problem";
import { keyOf, NEW, type Outgoing } from "../app";
import { Drafts } from "../drafts";
import type { Desk } from "./desk";

export function messages(desk: Desk) {
  const { store, server, session } = desk;
  const drafts = new Drafts({
    text: (key) => store.now().drafts[key] ?? "",
    save: async (key, text) => {
      await server.keepDraft(key, text);
    },
    problem: (error) => {
      session.failed(error, () => {});
      return asProblem(error);
    },
    setTimeout: (run, ms) => session.screen.setTimeout(run, ms),
    clearTimeout: (timer) => session.screen.clearTimeout(timer),
  });
  // A message that arrived after all leaves the composer, and so the kept draft.
  let before = store.now().unsent;
  store.part("unsent").subscribe((unsent) => {
    for (const key of Object.keys(before)) if (!(key in unsent)) drafts.typed(key);
    before = unsent;
  });

  const sendText = async (text: string): Promise<void> => {
    const state = store.now();
    const key = keyOf(state);
    const again = state.unsent[key]?.text === text ? state.unsent[key] : undefined;
    const conversation = state.open?.id ?? again?.conversation ?? desk.newId();
    if (state.sending[conversation]) return;
    const message: Outgoing = { id: again?.id ?? desk.newId(), text };
    const { model, workspace } = state.fresh;
    const parentId = state.open?.conversation ? parentOf(state.open.conversation) : undefined;
    drafts.hold(key);
    store.dispatch({ type: "send begun", key, conversation, message });
    let created = false;
    try {
      if (key === NEW) {
        await desk.repeated(() =>
          server.createConversation({
            id: conversation,
            ...(model === null ? {} : { model }),
            ...(workspace === null ? {} : { workspace }),
          }),
        );
        created = true;
      }
      const body = parentId === undefined ? message : { ...message, parentId };
      await desk.repeated(() => server.sendMessage(conversation, body));
      store.dispatch({ type: "message taken", conversation }); // its facts may have been first
    } catch (error) {
      const detail = asProblem(error).message;
      store.dispatch({ type: "send failed", key, conversation, message, detail, created });
      session.failed(error, () => {});
      for (const [where, unsent] of Object.entries(store.now().unsent)) {
        if (unsent.id === message.id) drafts.typed(where); // where the reducer put the text
      }
      drafts.typed(conversation); // of a chat that was never made, it has moved
    }
    drafts.release(key);
  };

  return {
    draft(text: string): void {
      const key = keyOf(store.now());
      store.dispatch({ type: "drafted", key, text });
      drafts.typed(key);
    },

    /** The window is hidden or closed, and may not come back. */
    flushDrafts: (): void => drafts.flush(),

    /** Sends the draft. It is in the composer again if that fails. */
    async send(): Promise<void> {
      const state = store.now();
      const text = (state.drafts[keyOf(state)] ?? "").trim();
      if (text !== "") await sendText(text);
    },
  };
}
