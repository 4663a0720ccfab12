/**
 * What this window has decided about runs, until the facts say the same: one record for each run, gone when there is
 * nothing left in it. Runs are the key everywhere, because interrupts' ids repeat across runs.
 */
import type { Conversation } from "../domain/conversation";
import type { AppState } from "./app";
import { without } from "./record";

/** What a person can decide about an answer that has ended. */
export type Choice = "retry" | "continue" | "keep";

export interface Deciding {
  /** Interrupt → the choice made, until the run has been answered. */
  readonly choices: Readonly<Record<string, boolean>>;
  /** The answer to the run's approvals: on its way, or refused with a sentence. */
  readonly answer: "underway" | { readonly refused: string } | null;
  /** The choice about the ended run that is on its way. */
  readonly settling: Choice | null;
  readonly stopping: boolean;
}

type Decisions = AppState["deciding"];

const NOTHING: Deciding = { choices: {}, answer: null, settling: null, stopping: false };

export function decidingOn({ deciding }: Pick<AppState, "deciding">, run: string): Deciding {
  return deciding[run] ?? NOTHING;
}

export function decide(state: AppState, run: string, change: Partial<Deciding>): AppState {
  const deciding = changed(state.deciding, run, change);
  return deciding === state.deciding ? state : { ...state, deciding };
}

/** Only the choices about what is still asked: an id that comes again is another question. */
export function onlyAsked(
  deciding: Decisions,
  interrupts: readonly { readonly runId: string; readonly id: string }[],
): Decisions {
  let kept = deciding;
  for (const [run, { choices }] of Object.entries(deciding)) {
    const asked = interrupts.filter(({ runId, id }) => runId === run && id in choices);
    if (asked.length === Object.keys(choices).length) continue;
    const left = Object.fromEntries(asked.map(({ id }) => [id, choices[id] as boolean]));
    kept = changed(kept, run, { choices: left });
  }
  return kept;
}

/** Takes back what a conversation's facts have answered. */
export function afterFacts(deciding: Decisions, { runs, interrupts }: Conversation): Decisions {
  let kept = onlyAsked(deciding, interrupts);
  for (const id of Object.keys(kept)) {
    const run = runs.find((known) => known.id === id);
    const waits = interrupts.some((interrupt) => interrupt.runId === id);
    kept = changed(kept, id, {
      ...(waits ? {} : { answer: null }),
      ...(run?.status === "running" ? {} : { stopping: false }),
      ...(run && run.settled !== null ? { settling: null } : {}),
    });
  }
  return kept;
}

function changed(deciding: Decisions, run: string, change: Partial<Deciding>): Decisions {
  const now = deciding[run] ?? NOTHING;
  const next = { ...now, ...change };
  const keys = Object.keys(NOTHING) as (keyof Deciding)[];
  if (keys.every((key) => next[key] === now[key])) return deciding;
  const empty =
    Object.keys(next.choices).length === 0 &&
    next.answer === null &&
    next.settling === null &&
    !next.stopping;
  return empty ? without(deciding, run) : { ...deciding, [run]: next };
}
