/** What answers took: time without waiting for the person, tokens and cost as the provider reported them. */
import { common } from "../words/common";
import { number } from "../words/numbers";
import type { Conversation, Run, ToolCall, ToolResult } from "./conversation";

export interface Usage {
  readonly input: number;
  readonly output: number;
  readonly cached: number;
  readonly reasoning: number;
  /** Runs whose tokens were reported, of those that have ended. */
  readonly reported: number;
  readonly of: number;
}

export interface Cost {
  readonly amount: number;
  /** False when some of the runs have no known price. */
  readonly whole: boolean;
}

/**
 * Milliseconds in which something was done: the time in which an approval was waited for belongs to no run. Null as
 * well where Runnel ended in the middle: such a run's end was written at the next start, and nobody knows when it was.
 */
export function workedMs(runs: readonly Run[]): number | null {
  let worked: number | null = null;
  for (const { startedAt, endedAt, status } of runs) {
    if (status === "interrupted") return null;
    if (startedAt !== null && endedAt !== null) worked = (worked ?? 0) + Math.max(0, endedAt - startedAt);
  }
  return worked;
}

/**
 * How long a call took. One that was asked about runs in the run after the answer, so it begins with that one and not
 * when it was asked for.
 */
export function workedOn(
  call: ToolCall,
  result: ToolResult | undefined,
  runs: readonly Run[],
): number | null {
  const ended = result?.metadata?.createdAt;
  if (ended === undefined) return null;
  const began = beganIn(
    call,
    runs.find((run) => run.id === result?.metadata?.runId),
  );
  return began === null ? null : Math.max(0, ended - began);
}

/** Since when a call runs that has no result yet: not before the run that carries it out. */
export function startOf(call: ToolCall, runs: readonly Run[]): number | null {
  return beganIn(
    call,
    runs.find((run) => run.status === "running"),
  );
}

function beganIn(call: ToolCall, run: Run | undefined): number | null {
  const asked = call.metadata?.startedAt;
  return asked === undefined ? null : Math.max(asked, run?.startedAt ?? asked);
}

export function usageOf(runs: readonly Run[]): Usage {
  const sum = { input: 0, output: 0, cached: 0, reasoning: 0, reported: 0, of: 0 };
  for (const run of runs) {
    if (run.endedAt === null || isBuiltin(run)) continue;
    sum.of += 1;
    if (!hasTokens(run)) continue;
    sum.reported += 1;
    for (const part of run.usage ?? []) {
      sum.input += part.inputTokens ?? 0;
      sum.output += part.outputTokens ?? 0;
      sum.cached += part.cachedInputTokens ?? 0;
      sum.reasoning += part.reasoningTokens ?? 0;
    }
  }
  return sum;
}

/** About what the runs cost, where prices are known; null where none is. */
export function costOf(runs: readonly Run[]): Cost | null {
  let amount: number | null = null;
  let whole = true;
  for (const run of runs) {
    if (run.endedAt === null || isBuiltin(run)) continue;
    if (run.cost) amount = (amount ?? 0) + run.cost.amount;
    else whole = false;
  }
  return amount === null ? null : { amount, whole };
}

/** Tokens of the last request: what the next message will be added to. */
export function contextOf(runs: readonly Run[]): number | null {
  for (let at = runs.length - 1; at >= 0; at--) {
    const context = runs[at]?.context;
    if (typeof context === "number") return context;
  }
  return null;
}

export interface ChatUsage {
  readonly usage: Usage;
  readonly cost: Cost | null;
}

/** Of a whole chat, all branches of it, with what its title took. */
export function chatUsage(conversation: Pick<Conversation, "runs" | "spent">): ChatUsage {
  const { runs, spent } = conversation;
  const usage = usageOf(runs);
  const cost = costOf(runs);
  let [input, output, beside] = [usage.input, usage.output, 0];
  for (const one of spent) {
    for (const part of one.usage ?? []) {
      input += part.inputTokens ?? 0;
      output += part.outputTokens ?? 0;
    }
    beside += one.cost?.amount ?? 0;
  }
  return {
    usage: { ...usage, input, output },
    cost: cost === null ? null : { ...cost, amount: cost.amount + beside },
  };
}

const ONE_DIGIT: Intl.NumberFormatOptions = { maximumFractionDigits: 1 };
const NO_DIGIT: Intl.NumberFormatOptions = { maximumFractionDigits: 0 };
/** Dollars below which an amount says nothing. */
const LEAST = 0.0001;

/** `950`, `12.4k`, `1.2M`. */
export function tokensText(tokens: number): string {
  if (tokens < 1_000) return String(tokens);
  if (tokens < 999_500)
    return common().thousand({ value: number(tokens / 1_000, tokens < 99_950 ? ONE_DIGIT : NO_DIGIT) });
  return common().million({ value: number(tokens / 1_000_000, ONE_DIGIT) });
}

/** `$0.0042`, `$0.13`, `$2.40`; an amount too small to show is `< $0.0001`. */
export function costText(amount: number): string {
  if (amount === 0) return common().dollars({ amount, digits: 0 });
  if (amount < LEAST) return common().lessThan({ what: common().dollars({ amount: LEAST, digits: 4 }) });
  return common().dollars({ amount, digits: amount < 0.01 ? 4 : 2 });
}

function hasTokens(run: Run): boolean {
  return (run.usage ?? []).some((part) => (part.inputTokens ?? 0) + (part.outputTokens ?? 0) > 0);
}

/** The built-in assistant counts no tokens and costs nothing. */
function isBuiltin(run: Run): boolean {
  return run.model?.startsWith("builtin:") === true;
}
