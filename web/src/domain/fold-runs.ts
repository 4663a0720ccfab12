/** Runs and the questions they have asked: one part of the fold. */
import type {
  ChangedFile,
  Conversation,
  Cost,
  Interrupt,
  Note,
  PlanItem,
  Run,
  SummedUp,
} from "./conversation";
import { cutOpenParts } from "./fold-messages";
import type { EventOf } from "./frame";

type End = EventOf<"RUN_FINISHED"> | EventOf<"RUN_ERROR">;

export function startRun(state: Conversation, event: EventOf<"RUN_STARTED">): Conversation {
  const run: Run = {
    id: event.runId,
    status: "running",
    messageId: textOrNull(event.metadata?.messageId),
    model: textOrNull(event.metadata?.model),
    parentRunId: event.parentRunId ?? null,
    startedAt: event.timestamp ?? null,
    endedAt: null,
    error: null,
    usage: null,
    cost: null,
    context: null,
    plan: null,
    changes: [],
    notes: [],
    summaries: [],
    settled: null,
  };
  const others = state.runs.filter((known) => known.id !== run.id);
  return { ...state, runs: [...others, run] };
}

export function finishRun(
  state: Conversation,
  event: EventOf<"RUN_FINISHED">,
  id: string | undefined,
): Conversation {
  if (id === undefined || !state.runs.some((run) => run.id === id)) return state;
  const outcome = event.outcome?.type;
  const status = outcome === "cancelled" ? "cancelled" : outcome === "interrupt" ? "waiting" : "finished";
  const ended = changeRun(state, id, (run) => ({ ...run, status, ...endOf(event) }));
  if (event.outcome?.type !== "interrupt") return ended;
  const asked: Interrupt[] = event.outcome.interrupts.map((interrupt) => ({
    ...(interrupt as Interrupt),
    runId: id,
  }));
  return { ...ended, interrupts: [...ended.interrupts, ...asked] };
}

export function failRun(
  state: Conversation,
  event: EventOf<"RUN_ERROR">,
  id: string | undefined,
): Conversation {
  if (id === undefined || !state.runs.some((run) => run.id === id)) return state;
  const code = event.code || "error";
  const ended = changeRun(state, id, (run) => ({
    ...run,
    status: code === "interrupted" ? "interrupted" : "failed",
    error: { code, message: event.message },
    ...endOf(event),
  }));
  return cutOpenParts(ended, id);
}

function endOf(event: End): Pick<Run, "endedAt" | "usage" | "cost" | "context"> {
  const context = event.metadata?.context;
  return {
    endedAt: event.timestamp ?? null,
    usage: event.usage ?? null,
    cost: (event.metadata?.cost as Cost | undefined) ?? null,
    context: typeof context === "number" ? context : null,
  };
}

/** Follows one of our facts about runs; null for any other. */
export function applyRunFact(
  state: Conversation,
  name: string,
  value: Readonly<Record<string, unknown>>,
  run: string | undefined,
): Conversation | null {
  switch (name) {
    case "runnel:interrupts.answered": {
      const interrupts = state.interrupts.filter((interrupt) => interrupt.runId !== value.runId);
      const status = value.cancelled ? "cancelled" : "finished";
      return changeRun({ ...state, interrupts }, String(value.runId), (waiting) => ({ ...waiting, status }));
    }
    case "runnel:run.settled":
      return changeRun(state, run, (ended) => ({ ...ended, settled: textOrNull(value.choice) }));
    case "runnel:run.note":
      return changeRun(state, run, (noted) => ({
        ...noted,
        notes: [...noted.notes, value as unknown as Note],
      }));
    case "runnel:context.summarised":
      return changeRun(state, run, (summing) => ({
        ...summing,
        summaries: [...summing.summaries, { ...(value as unknown as SummedUp), undone: false }],
      }));
    case "runnel:context.restored":
      return undoSummary(state, value.id);
    case "runnel:run.plan":
      return changeRun(state, run, (planned) => ({ ...planned, plan: value.items as readonly PlanItem[] }));
    case "runnel:files.changed": {
      const { toolCallId, folder, changes } = value as {
        toolCallId: string;
        folder: string;
        changes: ChangedFile[];
      };
      const made = changes.map((change): ChangedFile => ({ ...change, toolCallId, folder, state: "done" }));
      return changeRun(state, run, (changing) => ({ ...changing, changes: [...changing.changes, ...made] }));
    }
    case "runnel:files.undone":
      return switchChanges(state, value.changes as readonly string[], "undone");
    case "runnel:files.redone":
      return switchChanges(state, value.changes as readonly string[], "done");
    default:
      return null;
  }
}

/** Changes of files, of whatever run, were undone or redone by the person. */
function switchChanges(state: Conversation, ids: readonly string[], to: ChangedFile["state"]): Conversation {
  const switched = new Set(ids);
  const runs = state.runs.map((run) =>
    run.changes.some((change) => switched.has(change.id))
      ? { ...run, changes: run.changes.map((c) => (switched.has(c.id) ? { ...c, state: to } : c)) }
      : run,
  );
  return { ...state, runs };
}

function undoSummary(state: Conversation, id: unknown): Conversation {
  const runs = state.runs.map((run) =>
    run.summaries.some((summary) => summary.id === id)
      ? { ...run, summaries: run.summaries.map((s) => (s.id === id ? { ...s, undone: true } : s)) }
      : run,
  );
  return { ...state, runs };
}

function changeRun(state: Conversation, id: string | undefined, change: (run: Run) => Run): Conversation {
  if (id === undefined) return state;
  return { ...state, runs: state.runs.map((run) => (run.id === id ? change(run) : run)) };
}

function textOrNull(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}
