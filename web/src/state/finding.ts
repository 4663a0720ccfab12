/** What is looked for in the chat on screen, and where the view is to go. */
import type { Query } from "../domain/find";

export interface Find extends Query {
  /** The bar belongs to one chat: another one is opened without it. */
  readonly conversation: string;
  readonly open: boolean;
  /** Counts how often it was asked for: each time its field is given the keyboard. */
  readonly asked: number;
}

export const NO_FIND: Find = {
  conversation: "",
  open: false,
  asked: 0,
  text: "",
  matchCase: false,
  wholeWord: false,
};

export interface Jump {
  readonly conversation: string;
  readonly message: string;
  /** Words to mark there. */
  readonly text: string | null;
}
