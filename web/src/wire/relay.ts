/**
 * The elected window's side of the channel, for one term: it hands on every event under a number, and answers windows
 * that ask from which of them to go on. A window that asks while there is no connection is told to wait.
 */
import type { RawFrame, Recent } from "./recent";
import type { Type } from "./sources";

/** What windows say to each other. */
export type Message =
  | { kind: "elected"; term: string }
  | { kind: "gone"; term: string }
  | { kind: "event"; term: string; q: number; type: Type; data: string; id: string }
  | { kind: "ask"; from: string; after: string }
  | { kind: "wait"; to: string }
  | { kind: "answer"; to: string; term: string; q: number; hello: string; frames: readonly RawFrame[] | null }
  | { kind: "woke" };

export class Relay {
  #q = 0;
  #hello: string | null = null; // null while there is no connection
  readonly #asking = new Map<string, string>();

  constructor(
    readonly term: string,
    readonly recent: Recent,
    readonly say: (message: Message) => void,
  ) {
    say({ kind: "elected", term });
  }

  /** The term is over; who still follows it has to ask anew. */
  end(): void {
    this.say({ kind: "gone", term: this.term });
  }

  handOn(type: Type, data: string, id: string): void {
    if (type === "hello") this.#hello = (JSON.parse(data) as { reset?: boolean }).reset ? null : data;
    if (type === "error" || type === "bye") this.#hello = null;
    this.#q += 1;
    this.say({ kind: "event", term: this.term, q: this.#q, type, data, id });
  }

  /** The connection was given up. */
  disconnected(): void {
    this.#hello = null;
  }

  answer(to: string, after: string): void {
    if (this.#hello === null) {
      this.#asking.set(to, after);
      this.say({ kind: "wait", to });
      return;
    }
    const frames = this.recent.after(after);
    this.say({ kind: "answer", to, term: this.term, q: this.#q, hello: this.#hello, frames });
  }

  /** Those who were told to wait, once there is a connection. */
  answerAll(): void {
    if (this.#hello === null) return;
    const asking = [...this.#asking];
    this.#asking.clear();
    for (const [to, after] of asking) this.answer(to, after);
  }
}
