/**
 * What crosses the wire upward: frames of facts (an AG-UI event in our envelope) and the control frames.
 * The meaning of `n`, `n0` and `set` is in `fold.ts`.
 */
import type { Event as AguiEvent } from "@ag-ui/core";

// AG-UI declares `type` as an enum; on the wire it is a plain string, so it is compared as one.
type OnWire<E> = E extends { type: infer T extends string }
  ? Omit<E, "type"> & { readonly type: `${T}` }
  : never;

export type Event = OnWire<AguiEvent>;
export type EventOf<T extends Event["type"]> = Extract<Event, { type: T }>;

export interface Frame {
  readonly s: number;
  readonly c: string;
  readonly r?: string;
  readonly n: number;
  readonly n0?: number;
  readonly set?: boolean;
  readonly e: Event;
}

export interface Hello {
  readonly epoch: string;
  readonly head: number;
  readonly reset: boolean;
  readonly storage?: "ok" | "failed";
}

export interface Heartbeat {
  readonly head: number;
  /** There only while saving fails. */
  readonly storage?: "failed";
}

/** What is no fact and is different now, as the server calls it. */
export interface Changed {
  readonly what: readonly string[];
}

/** True for events that only lengthen a text: the hot path, which changes nothing but that text. */
export function isTextOnly(event: Event): boolean {
  return (
    event.type === "TEXT_MESSAGE_CONTENT" ||
    event.type === "REASONING_MESSAGE_CONTENT" ||
    event.type === "REASONING_START" ||
    event.type === "REASONING_END"
  );
}
