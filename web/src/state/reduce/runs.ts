/** What a person decides about runs: approvals, stop, and how to go on from an answer that has ended. */
import type { AppState } from "../app";
import { type Choice, decide, decidingOn, type Given } from "../deciding";
import { without } from "../record";
import type { Changes } from "../reduce";

export type RunAction =
  | { type: "choice made"; run: string; interrupt: string; given: Given }
  | { type: "answer written"; run: string; interrupt: string; text: string }
  | { type: "answer begun"; run: string }
  | { type: "answer taken"; run: string }
  | { type: "answer failed"; run: string; detail: string }
  | { type: "stop asked"; run: string }
  | { type: "stop failed"; run: string }
  | { type: "settle begun"; run: string; choice: Choice }
  | { type: "settle failed"; run: string }
  | { type: "cuts set aside" };

export const runs: Changes<RunAction> = {
  "choice made": (state, { run, interrupt, given }) =>
    decide(state, run, { choices: { ...decidingOn(state, run).choices, [interrupt]: given } }),
  "answer written": (state, { run, interrupt, text }) => {
    const { words } = decidingOn(state, run);
    return decide(state, run, {
      words: text === "" ? without(words, interrupt) : { ...words, [interrupt]: text },
    });
  },
  "answer begun": (state, { run }) => decide(state, run, { answer: "underway" }),
  "answer taken": (state, { run }) => decide(state, run, { choices: {} }),
  "answer failed": (state, { run, detail }) =>
    decide(state, run, { choices: {}, answer: { refused: detail } }),
  "stop asked": (state, { run }) => decide(state, run, { stopping: true }),
  "stop failed": (state, { run }) => decide(state, run, { stopping: false }),
  "settle begun": (state, { run, choice }) => decide(state, run, { settling: choice }),
  "settle failed": (state, { run }) => decide(state, run, { settling: null }),
  "cuts set aside": (state) => ({ ...state, setAside: state.interrupted.map((cut) => cut.run) }),
};

/** An answer that a crash cut off is to be asked about. */
export function cutOff(state: AppState, conversation: string, run: string): AppState {
  if (state.interrupted.some((cut) => cut.run === run)) return state;
  return { ...state, interrupted: [...state.interrupted, { conversation, run }] };
}

/** Somebody decided about an answer, in whatever window. */
export function decided(state: AppState, run: string): AppState {
  const interrupted = state.interrupted.filter((cut) => cut.run !== run);
  return decide({ ...state, interrupted }, run, { settling: null });
}

/** A run is over: nothing of it is left to be stopped. */
export function ended(state: AppState, run: string | undefined): AppState {
  return run === undefined ? state : decide(state, run, { stopping: false });
}

/** What a run asked has its answer, from whatever window. */
export function approved(state: AppState, run: unknown): AppState {
  return typeof run === "string" ? decide(state, run, { choices: {}, words: {}, answer: null }) : state;
}
