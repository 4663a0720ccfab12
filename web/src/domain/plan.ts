/** The agent's list of what is to do, as its newest run has it. */
import type { Conversation, PlanItem, Run } from "./conversation";

export interface Plan {
  readonly items: readonly PlanItem[];
  /** The work goes on, or may once the person has answered. */
  readonly goesOn: boolean;
}

/** Of one answer: the list as it was said last, whichever of its runs said it. */
export function planOf(runs: readonly Run[]): Plan | null {
  const last = runs[runs.length - 1];
  for (let at = runs.length - 1; at >= 0; at--) {
    const items = runs[at]?.plan;
    if (items && items.length > 0) return { items, goesOn: goesOn(last) };
  }
  return null;
}

/** Of the answer that is worked on, in whatever branch. */
export function planGoingOn({ runs }: Conversation): readonly PlanItem[] | null {
  for (let at = runs.length - 1; at >= 0; at--) {
    if (!goesOn(runs[at])) continue;
    for (let run = runs[at]; run !== undefined; run = parentOf(run, runs))
      if (run.plan && run.plan.length > 0) return run.plan;
    return null;
  }
  return null;
}

function parentOf(run: Run, runs: readonly Run[]): Run | undefined {
  if (run.parentRunId === null || run.parentRunId === run.id) return undefined;
  const at = runs.findIndex(({ id }) => id === run.parentRunId);
  return at >= 0 && at < runs.indexOf(run) ? runs[at] : undefined; // a log may name parents in a circle
}

function goesOn(run: Run | undefined): boolean {
  return run?.status === "running" || run?.status === "waiting";
}
