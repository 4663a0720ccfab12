/**
 * An answer as what was written and done, in order. Finished looking around (reading, searching) that comes in a row
 * is one line, with what was thought in between; whatever changed something, failed or still goes on stands alone.
 */
import type { Answered, SummedUp, ToolCall } from "./conversation";
import type { Part, Reply } from "./turns";
import { argumentsOf, interruptOf, toolState } from "./view";

/** What folds in a row: looking around, and actions that became steps of a plan. */
export type Look = "read" | "search" | "list" | "plan" | "step";

const LOOKS: Readonly<Record<string, Look>> = {
  read_file: "read",
  search_text: "search",
  find_files: "search",
  list_folder: "list",
  update_plan: "plan",
};

/** An action, and the message that has it. */
export interface Step {
  readonly kind: "step";
  readonly key: string;
  readonly call: ToolCall;
  readonly message: Answered;
}

/** Looking around that has ended, folded; `inside` is all of it in order. */
export interface Looks {
  readonly kind: "looks";
  readonly key: string;
  readonly counts: Readonly<Record<Look, number>>;
  readonly inside: readonly (Step | Written)[];
}

/** Text, a thought, or what a person said in between. */
export interface Written {
  readonly kind: "written";
  readonly key: string;
  readonly part: Part;
}

/** Actions without anything written between them. */
export interface Steps {
  readonly kind: "steps";
  readonly key: string;
  readonly steps: readonly (Step | Looks)[];
}

/** A question to the person about an action, where the action stands. */
export interface Asking {
  readonly kind: "asking";
  readonly key: string;
  readonly step: Step;
}

/** A plan: actions that are asked about together. */
export interface Planning {
  readonly kind: "planning";
  readonly key: string;
  readonly plan: string;
  readonly steps: readonly Step[];
}

/** Here what came before was summed up for the model. */
export interface Summed {
  readonly kind: "summed";
  readonly key: string;
  readonly summary: SummedUp;
}

export type Block = Written | Steps | Asking | Planning | Summed;

export function blocksOf(reply: Reply): readonly Block[] {
  const blocks: Block[] = [];
  let steps: Step[] = [];
  /** What is thought between two looks belongs to them; after the last one it stands below. */
  let between: { readonly after: number; readonly block: Written }[] = [];

  const close = (): void => {
    const trailing = between.filter(({ after }) => after === steps.length).map(({ block }) => block);
    const inner = between.filter(({ after }) => after < steps.length);
    if (steps.length > 0) blocks.push(...listed(steps, inner, reply));
    blocks.push(...trailing);
    steps = [];
    between = [];
  };

  const summaries = reply.runs.flatMap((run) => run.summaries);
  const sumUpTo = (at: number): void => {
    while (summaries[0] !== undefined && summaries[0].at <= at) {
      const summary = summaries.shift() as SummedUp;
      close();
      blocks.push({ kind: "summed", key: `summed ${summary.id}`, summary });
    }
  };

  for (const part of reply.parts) {
    sumUpTo(begunAt(part));
    if (shows(part)) {
      const block: Written = { kind: "written", key: part.id, part };
      const isThought = part.role === "reasoning" && !part.metadata?.open;
      if (isThought && steps.length > 0) between.push({ after: steps.length, block });
      else {
        close();
        blocks.push(block);
      }
    }
    if (part.role !== "assistant") continue;
    part.toolCalls?.forEach((call, at) => {
      const step: Step = { kind: "step", key: `${part.id}/${call.id}/${at}`, call, message: part };
      if (toolState(call, part, reply) === "asking") {
        close();
        const plan = interruptOf(call, reply)?.metadata?.planId;
        const last = blocks[blocks.length - 1];
        if (plan === undefined) blocks.push({ kind: "asking", key: step.key, step });
        else if (last?.kind === "planning" && last.plan === plan)
          blocks[blocks.length - 1] = { ...last, steps: [...last.steps, step] };
        else blocks.push({ kind: "planning", key: `plan ${step.key}`, plan, steps: [step] });
      } else steps.push(step);
    });
  }
  sumUpTo(Number.POSITIVE_INFINITY);
  close();
  return blocks;
}

/** When it began; what does not say when stands where it is. */
function begunAt(part: Part): number {
  const first = part.role === "assistant" ? part.toolCalls?.[0]?.metadata?.startedAt : undefined;
  return part.metadata?.createdAt ?? first ?? Number.NEGATIVE_INFINITY;
}

/** Words that are there or come; a message of actions only has none. */
function shows(part: Part): boolean {
  return part.role === "user" || (part.content ?? "") !== "" || part.metadata?.open === true;
}

/** Steps in a row as lists; a thought between two that are not folded parts them. */
function listed(
  steps: readonly Step[],
  between: readonly { readonly after: number; readonly block: Written }[],
  reply: Reply,
): Block[] {
  const blocks: Block[] = [];
  let list: (Step | Looks)[] = [];
  let row: (Step | Written)[] = [];

  const endList = (): void => {
    const first = list[0];
    if (first) blocks.push({ kind: "steps", key: `steps ${first.key}`, steps: list });
    list = [];
  };
  const endRow = (): void => {
    let last = row.length;
    while (last > 0 && row[last - 1]?.kind === "written") last--;
    const folded = row.slice(0, last);
    const looked = folded.filter((one): one is Step => one.kind === "step");
    const first = looked[0];
    if (first && looked.length > 1)
      list.push({
        kind: "looks",
        key: `looks ${first.key}`,
        counts: countsOf(looked, reply),
        inside: folded,
      });
    else list.push(...looked);
    const thoughts = row.slice(last).filter((one): one is Written => one.kind === "written");
    if (thoughts.length > 0) {
      endList();
      blocks.push(...thoughts);
    }
    row = [];
  };

  steps.forEach((step, at) => {
    const thoughts = between.filter(({ after }) => after === at).map(({ block }) => block);
    if (row.length > 0) row.push(...thoughts);
    else if (thoughts.length > 0) {
      endList();
      blocks.push(...thoughts);
    }
    if (lookOf(step, reply) === null) {
      endRow();
      list.push(step);
    } else row.push(step);
  });
  endRow();
  endList();
  return blocks;
}

/** What kind of looking around it was; null for what is not, and for what did not come to a good end. */
function lookOf({ call, message }: Pick<Step, "call" | "message">, reply: Reply): Look | null {
  const state = toolState(call, message, reply);
  if (state === "planned") return "step";
  const look = Object.hasOwn(LOOKS, call.function.name) ? LOOKS[call.function.name] : undefined;
  return look !== undefined && state === "done" ? look : null;
}

/** Files and folders are counted once, searches each time. */
function countsOf(steps: readonly Step[], reply: Reply): Record<Look, number> {
  const seen: Record<Look, Set<string>> = {
    read: new Set(),
    search: new Set(),
    list: new Set(),
    plan: new Set(),
    step: new Set(),
  };
  for (const { call, message, key } of steps) {
    const look = lookOf({ call, message }, reply) as Look;
    const once = look === "read" || look === "list" ? argumentsOf(call)?.path : undefined;
    seen[look].add(typeof once === "string" ? once : key);
  }
  return {
    read: seen.read.size,
    search: seen.search.size,
    list: seen.list.size,
    plan: seen.plan.size,
    step: seen.step.size,
  };
}
