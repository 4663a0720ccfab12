/** What a person has written, from the first key until the facts tell of it. */
import type { Attachment, When } from "../wire/shapes";

/** A message that was sent and has not come back as a fact yet. */
export interface Outgoing {
  readonly id: string;
  readonly text: string;
  readonly attachments?: readonly Attachment[];
  /** Absent is `now`, which shows in the chat; the others show in the queue. */
  readonly when?: When;
}

/** A message that is to go as soon as its files are in. */
export interface Wanted {
  readonly text: string;
  readonly busy: "after" | "steer";
}

/** An earlier message of a person that is written anew; the message as it was sent stays. */
export interface Editing {
  readonly conversation: string;
  readonly text: string;
  readonly attachments: readonly Attachment[];
  /** The new message's id while it is on its way; made once, so that a repeated one is the same. */
  readonly sent: string | null;
  readonly underway: boolean;
  readonly failure: string | null;
  /** Somebody has just asked for it: its field takes the keyboard, once. */
  readonly wantsFocus: boolean;
}

/** A message that waits in the queue and is written anew. */
export interface Rewriting {
  readonly conversation: string;
  /** The text that waits as long as no other is saved. */
  readonly was: string;
  readonly text: string;
  /** The server is asked to take it. */
  readonly saving: boolean;
  readonly failure: string;
}

/** A message that could not be sent: the same id is used again while its text is unchanged. */
export interface Unsent extends Outgoing {
  readonly conversation: string;
  readonly detail: string;
}
