/**
 * The messages on their way, in their order. Until the server has one it is a part of its draft, which so keeps
 * everything that is nowhere else. A chat that is not made yet has no draft of its own: the new chat's has its texts.
 */
import type { Attachment, Draft } from "../../wire/shapes";
import { type AppState, NEW, type Outgoing } from "../app";
import { readyOf } from "../attaching";

export class Underway {
  readonly #going = new Map<string, readonly Outgoing[]>();
  /** Conversation → its first message is on its way, or has ended and its draft is still to be kept. */
  readonly #making = new Map<string, "begun" | "ended">();

  constructor(readonly now: () => AppState) {}

  begun(key: string, conversation: string, message: Outgoing): void {
    if (key === NEW) this.#making.set(conversation, "begun");
    this.#going.set(conversation, [...(this.#going.get(conversation) ?? []), message]);
  }

  /** The server has it. */
  taken(conversation: string, message: string): void {
    const left = (this.#going.get(conversation) ?? []).filter(({ id }) => id !== message);
    if (left.length === 0) this.#going.delete(conversation);
    else this.#going.set(conversation, left);
  }

  /** What was on its way there is in the composer again. */
  failed(conversation: string): void {
    this.#going.delete(conversation);
  }

  /** The draft that changes with the one way or the other of a message; of a chat that was made its own goes first. */
  ended(key: string, conversation: string): string {
    if (!this.#making.has(conversation)) return key;
    const { text, attachments } = this.draft(conversation);
    if (text !== "" || attachments !== undefined) {
      this.#making.set(conversation, "ended");
      return conversation;
    }
    this.#making.delete(conversation);
    return NEW;
  }

  /** A draft is kept by the server. True if it was the first of a chat, whose texts the new chat's need not keep. */
  kept(key: string): boolean {
    return this.#making.get(key) === "ended" && this.#making.delete(key);
  }

  /** Where a draft is kept. */
  placeOf(key: string): string {
    return this.#making.get(key) === "begun" ? NEW : key;
  }

  /** The drafts that hold something of a message on its way. */
  places(): readonly string[] {
    return [...this.#going.keys()].map((conversation) => this.placeOf(conversation));
  }

  /** What is to be kept: the messages that the server does not have, then what stands in the composer. */
  draft(key: string): Draft {
    const keys = key === NEW ? [...this.#making.keys(), NEW] : [key];
    const { drafts, attached } = this.now();
    const parts = keys.flatMap((each) => [
      ...this.#unanswered(each),
      { text: drafts[each] ?? "", attachments: readyOf(attached, each) },
    ]);
    const texts = parts.map(({ text }) => text);
    const files = named(parts.flatMap(({ attachments }) => attachments ?? []));
    return {
      text: texts.length === 1 ? (texts[0] ?? "") : texts.filter((text) => text.trim() !== "").join("\n\n"),
      ...(files.length === 0 ? {} : { attachments: files }),
    };
  }

  /** The facts of one may be here before the answer to the call that sent it. */
  #unanswered(conversation: string): readonly Outgoing[] {
    const { sending, behind } = this.now();
    const open = new Set([sending[conversation], ...(behind[conversation] ?? [])].map((sent) => sent?.id));
    return (this.#going.get(conversation) ?? []).filter(({ id }) => open.has(id));
  }
}

/** Each file once. */
function named(files: readonly Attachment[]): readonly { readonly id: string; readonly name: string }[] {
  return [...new Map(files.map(({ id, name }) => [id, { id, name }])).values()];
}
