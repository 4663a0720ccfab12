/** Writing and sending: every draft is kept, and a message that was not taken is in the composer again. */
import { endOfShown, shownOf } from "../../domain/branches";
import type { Conversation } from "../../domain/conversation";
import { turnsOf } from "../../domain/turns";
import { asProblem } from "../../wire/problem";
import type { Attachment, NewMessage, When } from "../../wire/shapes";
import { type AppState, isBusy, keyOf, modeOf, NEW, type Outgoing } from "../app";
import { isUploading, readyOf } from "../attaching";
import { Drafts } from "../drafts";
import type { Desk } from "./desk";

export function messages(desk: Desk) {
  const { store, server, session } = desk;
  const drafts = new Drafts({
    draft: (key) => {
      const { drafts, attached } = store.now();
      const files = readyOf(attached, key).map(({ id, name }) => ({ id, name }));
      return { text: drafts[key] ?? "", ...(files.length === 0 ? {} : { attachments: files }) };
    },
    save: async (key, draft) => {
      await server.keepDraft(key, draft);
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

  const sendText = async (text: string, files: readonly Attachment[], busy: When): Promise<void> => {
    const state = store.now();
    const key = keyOf(state);
    const unsent = state.unsent[key];
    const again =
      unsent && unsent.text === text && sameFiles(unsent.attachments ?? [], files) ? unsent : undefined;
    const conversation = state.open?.id ?? again?.conversation ?? desk.newId();
    if (state.sending[conversation]) return;
    const message: Outgoing = {
      id: again?.id ?? desk.newId(),
      text,
      ...(files.length === 0 ? {} : { attachments: files }),
      ...(isBusy(state) ? { when: busy } : {}),
    };
    const parentId = state.open?.conversation ? endOf(state.open.conversation) : null;
    drafts.hold(key);
    store.dispatch({ type: "send begun", key, conversation, message });
    let created = false;
    try {
      if (key === NEW) {
        await desk.repeated(() => server.createConversation(newChat(conversation, state)));
        created = true;
        // Instructions and the mode belong to one chat; the model and the folder are likely wanted again.
        store.dispatch({ type: "fresh changed", fresh: { system: null, parameters: {}, mode: null } });
      }
      await post(conversation, message, parentId);
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

  /** An answer may have begun in another window since: then the message waits for it. */
  const post = async (conversation: string, message: Outgoing, parentId: string | null): Promise<void> => {
    const send = (when: When) =>
      desk.repeated(() => server.sendMessage(conversation, bodyOf(message, when, parentId)));
    try {
      await send(message.when ?? "now");
    } catch (error) {
      if (message.when !== undefined || asProblem(error).code !== "run_active") throw error;
      await send("after");
    }
  };

  return {
    draft(text: string): void {
      const key = keyOf(store.now());
      store.dispatch({ type: "drafted", key, text });
      drafts.typed(key);
    },

    /** What was written for a chat elsewhere since this page began; what was typed here is newer. */
    async fetchDraft(key: string): Promise<void> {
      const text = await server.draft(key).then(
        (draft) => draft.text,
        () => "", // the draft is kept, and comes with the next start
      );
      if (text !== "" && (store.now().drafts[key] ?? "") === "")
        store.dispatch({ type: "drafted", key, text });
    },

    /** The window is hidden or closed, and may not come back. */
    flushDrafts: (): void => drafts.flush(),

    /**
     * Sends the draft with its files. It is in the composer again if that fails. While an answer is written it waits
     * in the queue, or, with `steer`, goes into that answer.
     */
    async send(busy: "after" | "steer" = "after"): Promise<void> {
      const state = store.now();
      const key = keyOf(state);
      const text = (state.drafts[key] ?? "").trim();
      const files = readyOf(state.attached, key);
      if (isUploading(state.attached, key)) return;
      if (text !== "" || files.length > 0) await sendText(text, files, busy);
    },

    /** Adds a text to the draft as a quotation. */
    quote(text: string): void {
      const key = keyOf(store.now());
      const draft = (store.now().drafts[key] ?? "").trimEnd();
      const quoted = text
        .trim()
        .split("\n")
        .map((line) => `> ${line}`.trimEnd())
        .join("\n");
      store.dispatch({ type: "drafted", key, text: `${draft === "" ? "" : `${draft}\n\n`}${quoted}\n\n` });
      drafts.typed(key);
    },

    /** Puts a text before what is written in a chat: it could not be sent. */
    giveBack(key: string, text: string): void {
      const draft = store.now().drafts[key] ?? "";
      store.dispatch({ type: "drafted", key, text: draft.trim() === "" ? text : `${text}\n\n${draft}` });
      drafts.typed(key);
    },

    /** A file was added to a draft or taken out of it. */
    draftChanged: (key: string): void => drafts.typed(key),
  };
}

export function bodyOf(
  { id, text, attachments }: Pick<Outgoing, "id" | "text" | "attachments">,
  when: When,
  parentId: string | null,
): NewMessage {
  return {
    id,
    text,
    // What waits follows whatever the answer before it ends with.
    ...(when === "now" ? { parentId } : { when }),
    ...(attachments?.length ? { attachments: attachments.map(({ id, name }) => ({ id, name })) } : {}),
  };
}

function newChat(id: string, state: AppState) {
  const { model, workspace, folders, system, parameters } = state.fresh;
  const mode = modeOf(state);
  return {
    id,
    ...(model === null ? {} : { model }),
    ...(workspace === null ? {} : { workspace, ...(folders.length === 0 ? {} : { folders }) }),
    ...(system === null ? {} : { system }),
    ...(Object.keys(parameters).length === 0 ? {} : { parameters }),
    ...(mode === "ask" ? {} : { mode }),
  };
}

/** What the next message follows. */
function endOf(conversation: Conversation): string | null {
  return endOfShown(shownOf(turnsOf(conversation), conversation));
}

function sameFiles(one: readonly Attachment[], other: readonly Attachment[]): boolean {
  return one.length === other.length && one.every((file, at) => file.id === other[at]?.id);
}
