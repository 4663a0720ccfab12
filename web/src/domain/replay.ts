/**
 * An answer once more: the facts of its runs in the order in which they came, and what the chat was after each. Only
 * the answer's own part of the chat is folded. States are kept at intervals, so that any place is near one.
 */
import type { Conversation, Run } from "./conversation";
import { apply } from "./fold";
import type { Event, Frame } from "./frame";

/** What ended at a place: where somebody who goes step by step stops. */
export type Mark =
  | { readonly kind: "started" | "text" | "thought" | "plan" | "asked" | "resumed" | "ended" | "failed" }
  | { readonly kind: "called" | "returned"; readonly tool: string };

interface Moment {
  readonly frame: Frame;
  /** The chat as it was before the run whose fact this is, where it is the first one of it. */
  readonly before: Conversation | null;
  readonly at: number | null;
}

/** Places between two states that are kept. */
const KEEP_EVERY = 64;
/** Nobody waits longer than this between two facts, however long it was. */
const LONGEST_WAIT_MS = 900;
/** A piece of text has no time of its own. */
const PIECE_MS = 40;

export class Replay {
  readonly #runs: ReadonlySet<string>;
  readonly #asked: string | null;
  #moments: Moment[] = [];
  #before: Conversation | null = null;
  #next: Conversation | null = null;
  readonly #kept = new Map<number, Conversation>();
  #last: { readonly place: number; readonly state: Conversation } | null = null;
  #marks: { readonly place: number; readonly mark: Mark }[] = [];
  readonly #tools = new Map<string, string>();

  /** Of an answer: its runs, in their order. */
  constructor(runs: readonly Run[]) {
    this.#runs = new Set(runs.map(({ id }) => id));
    this.#asked = runs[0]?.messageId ?? null;
  }

  /** Begins a run: the chat before it. */
  begin(before: Conversation): void {
    this.#next = this.#own(before);
    this.#before ??= this.#next;
  }

  /** The next facts of the run that has begun. */
  add(frames: readonly Frame[]): void {
    for (const frame of frames) {
      this.#moments.push({ frame, before: this.#next, at: timeOf(frame.e) });
      this.#next = null;
      const mark = this.#markOf(frame.e);
      if (mark !== null) this.#marks.push({ place: this.#moments.length, mark });
    }
  }

  /** The highest place; 0 is before the first fact. */
  get length(): number {
    return this.#moments.length;
  }

  /** Where steps end. */
  get marks(): readonly { readonly place: number; readonly mark: Mark }[] {
    return this.#marks;
  }

  /** What the chat was at a place; null before anything was loaded. */
  at(place: number): Conversation | null {
    if (this.#before === null) return null;
    let from = Math.floor(place / KEEP_EVERY) * KEEP_EVERY;
    while (from > 0 && !this.#kept.has(from)) from -= KEEP_EVERY;
    let state = from === 0 ? this.#before : (this.#kept.get(from) as Conversation);
    if (this.#last !== null && this.#last.place <= place && this.#last.place > from)
      [from, state] = [this.#last.place, this.#last.state];
    for (let next = from; next < place; next++) {
      const moment = this.#moments[next];
      if (moment === undefined) break;
      state = apply(moment.before ?? state, moment.frame).state;
      if ((next + 1) % KEEP_EVERY === 0) this.#kept.set(next + 1, state);
    }
    this.#last = { place, state };
    return state;
  }

  /** The time of a place in ms since the answer began; as far as it is known. */
  timeAt(place: number): number {
    const begin = this.#moments.find(({ at }) => at !== null)?.at ?? 0;
    for (let before = Math.min(place, this.length) - 1; before >= 0; before--) {
      const at = this.#moments[before]?.at;
      if (at != null) return Math.max(0, at - begin);
    }
    return 0;
  }

  /** How long to wait at a place before the next one. */
  waitAt(place: number): number {
    const next = this.#moments[place];
    if (next === undefined) return 0;
    const before = this.#moments[place - 1];
    if (next.at === null || before?.at == null) return PIECE_MS;
    return Math.min(LONGEST_WAIT_MS, Math.max(0, next.at - before.at));
  }

  /** The last step that has ended at a place, counted from 1; 0 is none. */
  stepAt(place: number): number {
    let [low, high] = [0, this.#marks.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#marks[middle]?.place ?? 0) <= place) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The place where the step before, or the one after, ends. */
  stepFrom(place: number, way: -1 | 1): number {
    const step = this.stepAt(place);
    if (way > 0) return this.#marks[step]?.place ?? this.length;
    const isAtMark = this.#marks[step - 1]?.place === place;
    return this.#marks[step - (isAtMark ? 2 : 1)]?.place ?? 0;
  }

  /** The message that was asked and what its answer has so far; the rest of the chat is not looked at. */
  #own(chat: Conversation): Conversation {
    const isOwn = (run: unknown): boolean => typeof run === "string" && this.#runs.has(run);
    return {
      ...chat,
      leaf: null,
      queue: [],
      runs: chat.runs.filter((run) => isOwn(run.id)),
      interrupts: chat.interrupts.filter((interrupt) => isOwn(interrupt.runId)),
      messages: chat.messages.filter(
        (message) =>
          message.id === this.#asked || isOwn(message.metadata?.runId) || isOwn(message.metadata?.steers),
      ),
    };
  }

  #markOf(event: Event): Mark | null {
    switch (event.type) {
      case "RUN_STARTED":
        return { kind: event.parentRunId == null ? "started" : "resumed" };
      case "TEXT_MESSAGE_END":
        return { kind: "text" };
      case "REASONING_MESSAGE_END":
        return { kind: "thought" };
      case "TOOL_CALL_START":
        this.#tools.set(event.toolCallId, event.toolCallName);
        return null;
      case "TOOL_CALL_END":
        return { kind: "called", tool: this.#tools.get(event.toolCallId) ?? "" };
      case "TOOL_CALL_RESULT":
        return { kind: "returned", tool: this.#tools.get(event.toolCallId) ?? "" };
      case "RUN_FINISHED":
        return { kind: event.outcome?.type === "interrupt" ? "asked" : "ended" };
      case "RUN_ERROR":
        return { kind: "failed" };
      case "CUSTOM":
        return event.name === "runnel:run.plan" ? { kind: "plan" } : null;
      default:
        return null;
    }
  }
}

function timeOf(event: Event): number | null {
  return typeof event.timestamp === "number" ? event.timestamp : null;
}
