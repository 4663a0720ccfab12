/**
 * What this window has decided about runs, until the facts say the same: one record for each run, gone when there is
 * nothing left in it. Runs are the key everywhere, because interrupts' ids repeat across runs.
 */
import type { Conversation, Offer, Until } from "../domain/conversation";
import type { AppState } from "./app";
import { without } from "./record";

/** What a person can decide about an answer that has ended. */
export type Choice = "retry" | "continue" | "keep";

/** What a person says to what is asked: whether something may be done, now or also later, or, to a question, an answer. False is no. */
export type Given = boolean | string | Granted;

/** Yes, and to whatever the offer covers, for so long. */
export interface Granted {
  readonly offer: Offer;
  readonly until: Until;
}

export interface Deciding {
  /** Interrupt → the choice made, until the run has been answered. */
  readonly choices: Readonly<Record<string, Given>>;
  /** Interrupt → an answer that is being written, until its question has one. */
  readonly words: Readonly<Record<string, string>>;
  /** The answer to the run's approvals: on its way, or refused with a sentence. */
  readonly answer: "underway" | { readonly refused: string } | null;
  /** The choice about the ended run that is on its way. */
  readonly settling: Choice | null;
  readonly stopping: boolean;
}

type Decisions = AppState["deciding"];

const NOTHING: Deciding = { choices: {}, words: {}, answer: null, settling: null, stopping: false };

export function decidingOn({ deciding }: Pick<AppState, "deciding">, run: string): Deciding {
  return deciding[run] ?? NOTHING;
}

export function decide(state: AppState, run: string, change: Partial<Deciding>): AppState {
  const deciding = changed(state.deciding, run, change);
  return deciding === state.deciding ? state : { ...state, deciding };
}

/** Takes back what a snapshot has answered: it tells of everything that is asked and everything that runs. */
export function afterSnapshot(
  deciding: Decisions,
  asked: readonly Asked[],
  running: ReadonlySet<string>,
): Decisions {
  let kept = deciding;
  for (const run of Object.keys(deciding)) {
    kept = onlyAsked(kept, run, asked);
    if (!running.has(run)) kept = changed(kept, run, { stopping: false });
  }
  return kept;
}

/** Takes back what a conversation's facts have answered. Decisions about other conversations' runs are not its own. */
export function afterFacts(deciding: Decisions, { runs, interrupts }: Conversation): Decisions {
  let kept = deciding;
  const own = new Set([...runs, ...interrupts.map(({ runId }) => ({ id: runId }))].map(({ id }) => id));
  for (const id of Object.keys(deciding)) {
    if (!own.has(id)) continue;
    const run = runs.find((known) => known.id === id);
    kept = changed(onlyAsked(kept, id, interrupts), id, {
      ...(run?.status === "running" ? {} : { stopping: false }),
      ...(run && isSettled(run.settled, deciding[id]?.settling) ? { settling: null } : {}),
    });
  }
  return kept;
}

/** What was kept before can be decided about anew, until the facts say so. */
function isSettled(settled: string | null, settling: Choice | null | undefined): boolean {
  return settled !== null && (settled !== "keep" || settling === "keep");
}

interface Asked {
  readonly runId: string;
  readonly id: string;
}

/** Only what is still asked can be answered: an id that comes again is another question. */
function onlyAsked(deciding: Decisions, run: string, interrupts: readonly Asked[]): Decisions {
  const { choices, words } = deciding[run] ?? NOTHING;
  const asked = interrupts.filter(({ runId }) => runId === run).map(({ id }) => id);
  return changed(deciding, run, {
    ...(asked.length === 0 ? { answer: null } : {}),
    choices: only(choices, asked),
    words: only(words, asked),
  });
}

function only<T>(record: Readonly<Record<string, T>>, keys: readonly string[]): Readonly<Record<string, T>> {
  const left = Object.entries(record).filter(([key]) => keys.includes(key));
  return left.length === Object.keys(record).length ? record : Object.fromEntries(left);
}

function changed(deciding: Decisions, run: string, change: Partial<Deciding>): Decisions {
  const now = deciding[run] ?? NOTHING;
  const next = { ...now, ...change };
  const keys = Object.keys(NOTHING) as (keyof Deciding)[];
  if (keys.every((key) => next[key] === now[key])) return deciding;
  const empty =
    Object.keys(next.choices).length === 0 &&
    Object.keys(next.words).length === 0 &&
    next.answer === null &&
    next.settling === null &&
    !next.stopping;
  return empty ? without(deciding, run) : { ...deciding, [run]: next };
}
