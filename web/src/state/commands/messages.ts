/** Writing and sending: every draft is kept, and a message that was not taken is in the composer again. */
import { endOfShown, shownOf } from "../../domain/branches";
import type { Conversation } from "../../domain/conversation";
import { turnsOf } from "../../domain/turns";
import { asProblem } from "../../wire/problem";
import type { Attachment, NewMessage, When } from "../../wire/shapes";
import { common } from "../../words/common";
import { writing } from "../../words/writing";
import { type AppState, isAnswering, keyOf, modeOf, NEW, type Outgoing } from "../app";
import { failureOf, isUploading, readyOf } from "../attaching";
import { Drafts } from "../drafts";
import { goesBehind } from "../reduce/sending";
import type { Desk } from "./desk";
import { Underway } from "./underway";

/** Where a message goes, and when. */
interface Place {
  readonly parentId: string | null;
  readonly when: When;
}

export function messages(desk: Desk) {
  const { store, server, session } = desk;
  const underway = new Underway(() => store.now());
  const drafts: Drafts = new Drafts({
    draft: (key) => underway.draft(key),
    save: async (key, draft) => {
      await server.keepDraft(key, draft);
      if (underway.kept(key)) drafts.sent(NEW);
    },
    problem: (error) => {
      session.failed(error, () => {});
      return asProblem(error);
    },
    setTimeout: (run, ms) => session.screen.setTimeout(run, ms),
    clearTimeout: (timer) => session.screen.clearTimeout(timer),
  });
  const typed = (key: string): void => drafts.typed(underway.placeOf(key));
  // A message that arrived after all leaves the composer, and so the kept draft.
  let before = store.now().unsent;
  store.part("unsent").subscribe((unsent) => {
    for (const key of Object.keys(before)) if (!(key in unsent)) typed(key);
    before = unsent;
  });
  store.part("phase").subscribe((phase) => {
    const { drafts: texts, attached } = store.now();
    if (phase !== "ready") return;
    for (const key of Object.keys({ ...texts, ...attached })) drafts.had(key, underway.draft(key));
  });
  // What is on its way is a part of the kept draft until its facts are here.
  for (const part of ["sending", "behind"] as const)
    store.part(part).subscribe(() => {
      for (const place of underway.places()) drafts.typed(place);
    });

  /** Conversation → the last message that goes there; whether the server has it. */
  const last = new Map<string, Promise<boolean>>();

  /** One after the other: a message that follows another one goes when that was taken, and comes back with it. */
  const sendText = async (
    key: string,
    text: string,
    files: readonly Attachment[],
    busy: Exclude<When, "now">,
    rest: string,
  ): Promise<void> => {
    const state = store.now();
    const unsent = state.unsent[key];
    const again =
      unsent && unsent.text === text && sameFiles(unsent.attachments ?? [], files) ? unsent : undefined;
    const isNew = key === NEW;
    const conversation = isNew ? (again?.conversation ?? desk.newId()) : key;
    const loaded = state.open?.id === key ? state.open.conversation : null;
    const isBehind = goesBehind(state, conversation);
    const waits = isBehind || (loaded === null ? !isNew : isAnswering(loaded));
    const message: Outgoing = {
      id: again?.id ?? desk.newId(),
      text,
      ...(files.length === 0 ? {} : { attachments: files }),
      ...(waits ? { when: busy } : {}),
    };
    if (isNew && state.list.view !== null) store.dispatch({ type: "view chosen", view: null }); // which shows it
    const chat = isNew ? newChat(conversation, { ...state, open: null }) : null;
    const known: Place | null =
      isBehind || isNew || loaded !== null
        ? { parentId: loaded && endOf(loaded), when: message.when ?? "now" }
        : null;
    const before = last.get(conversation);
    underway.begun(key, conversation, message);
    store.dispatch({ type: "send begun", key, conversation, message, rest });
    const going = (async (): Promise<boolean> => {
      if (before !== undefined && !(await before)) return false;
      return deliver(key, conversation, message, { chat, known, busy });
    })();
    last.set(conversation, going);
    await going;
    if (last.get(conversation) === going) last.delete(conversation);
  };

  /** The end of a chat that is not on screen, or not loaded: without it a message would be the first of a branch. */
  const endNow = async (conversation: string, busy: When): Promise<Place> => {
    const chat = await desk.repeated(() => server.conversation(conversation, 1));
    return { parentId: endOf(chat), when: isAnswering(chat) ? busy : "now" };
  };

  /** False if the server did not take it: then it is in the composer again. */
  const deliver = async (
    key: string,
    conversation: string,
    message: Outgoing,
    { chat, known, busy }: { chat: ReturnType<typeof newChat> | null; known: Place | null; busy: When },
  ): Promise<boolean> => {
    let created = false;
    try {
      if (chat !== null) {
        await desk.repeated(() => server.createConversation(chat));
        created = true;
        // Instructions and the mode belong to one chat; the model and the folder are likely wanted again.
        store.dispatch({ type: "fresh changed", fresh: { system: null, parameters: {}, mode: null } });
      }
      const replaced = drafts.goes(conversation, message.text);
      if (replaced !== null) await replaced;
      await post(conversation, message, known ?? (await endNow(conversation, busy)));
      underway.taken(conversation, message.id);
      store.dispatch({ type: "message taken", conversation, message: message.id }); // its facts may have been first
      drafts.sent(underway.ended(key, conversation));
      return true;
    } catch (error) {
      const detail = asProblem(error).message;
      last.delete(conversation);
      underway.failed(conversation);
      store.dispatch({ type: "send failed", key, conversation, message, detail, created });
      session.failed(error, () => tellElsewhere(key === NEW && !created ? NEW : conversation, detail));
      drafts.sent(underway.ended(key, conversation));
      return false;
    }
  };

  /** Why a message stays in a composer that is not on screen, where it is said beside the text. */
  const tellElsewhere = (key: string, why: string): void => {
    const state = store.now();
    if (keyOf(state) === key) return;
    const chat = state.list.items.find(({ id }) => id === key)?.title || common().newChat;
    desk.notice("not_sent", writing().notSentIn({ chat, why }));
  };

  /** An answer may have begun in another window since: then the message waits for it. */
  const post = async (conversation: string, message: Outgoing, { parentId, when }: Place): Promise<void> => {
    const send = (when: When) =>
      desk.repeated(() => server.sendMessage(conversation, bodyOf(message, when, parentId)));
    try {
      await send(when);
    } catch (error) {
      if (when !== "now" || asProblem(error).code !== "run_active") throw error;
      await send("after");
    }
  };

  /** Sends a draft with its files, or of it what stood there when that was asked for. */
  const sendDraft = async (key: string, busy: "after" | "steer", stood: string | null): Promise<void> => {
    const state = store.now();
    const draft = state.drafts[key] ?? "";
    const text = (stood ?? draft).trim();
    const files = readyOf(state.attached, key);
    if (isUploading(state.attached, key)) {
      store.dispatch({ type: "send wanted", key, wanted: { text: draft, busy } });
      return;
    }
    const rest = stood === null ? "" : draft.slice(stood.length).trimStart();
    if (text !== "" || files.length > 0) await sendText(key, text, files, busy, rest);
    else store.dispatch({ type: "send not wanted", key });
  };

  // What was to go with its files goes when they are in, whatever is on screen; not without one that failed.
  const sendWanted = (): void => {
    const { attached, wanted } = store.now();
    for (const [key, { busy, text }] of Object.entries(wanted)) {
      if (isUploading(attached, key)) continue;
      const why = failureOf(attached, key);
      if (why === undefined) void sendDraft(key, busy, text);
      else {
        store.dispatch({ type: "send not wanted", key });
        tellElsewhere(key, why);
      }
    }
  };
  store.part("attached").subscribe(() => void Promise.resolve().then(sendWanted));

  return {
    draft(text: string): void {
      const key = keyOf(store.now());
      store.dispatch({ type: "drafted", key, text });
      typed(key);
    },

    /** What was brought to a chat from elsewhere since this page began; what was done here is newer. */
    async fetchDraft(key: string): Promise<void> {
      const was = store.now();
      if (was.drafts[key] || key in was.attached) return;
      const brought = await server.draft(key).catch(() => null); // it is kept, and comes with the next start
      const now = store.now();
      if (brought === null || now.drafts[key] || key in now.attached) return;
      const { text, attachments: files = [] } = brought;
      drafts.had(key, brought);
      if (text) store.dispatch({ type: "drafted", key, text });
      if (files.length > 0) store.dispatch({ type: "files fetched", draft: key, files });
    },

    /** The window is hidden or closed, and may not come back. */
    flushDrafts: (): void => drafts.flush(),

    /**
     * Sends the draft with its files. It is in the composer again if that fails. While an answer is written it waits
     * in the queue, or, with `steer`, goes into that answer. While the message before it, or a file of its own, is on
     * its way, it goes right after that.
     */
    send: (busy: "after" | "steer" = "after"): Promise<void> => sendDraft(keyOf(store.now()), busy, null),

    /** Adds a text to the draft as a quotation; answers the draft. */
    quote(text: string): string {
      const key = keyOf(store.now());
      const draft = (store.now().drafts[key] ?? "").trimEnd();
      const quoted = text
        .trim()
        .split("\n")
        .map((line) => `> ${line}`.trimEnd())
        .join("\n");
      const whole = `${draft === "" ? "" : `${draft}\n\n`}${quoted}\n\n`;
      store.dispatch({ type: "drafted", key, text: whole });
      typed(key);
      return whole;
    },

    /** Puts a text before what is written in a chat: it could not be sent, and there it says why. */
    giveBack(conversation: string, text: string, detail: string): void {
      const unsent = { id: desk.newId(), text, conversation, detail };
      store.dispatch({ type: "given back", key: conversation, unsent });
      typed(conversation);
    },

    /** A file was added to a draft or taken out of it. */
    draftChanged: typed,
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
