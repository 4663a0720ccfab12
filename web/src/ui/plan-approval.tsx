/**
 * A plan, to be allowed or refused as a whole: every step in its order, each with all that it would do. Steps can be
 * left out. What asks for a closer look is open from the beginning.
 */
import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import type { Interrupt, ToolCall } from "../domain/conversation";
import { inOwnWords } from "../domain/own-words";
import { decidingOn } from "../state/deciding";
import { acting } from "../words/acting";
import { allowing } from "../words/allowing";
import { Hint, Refused, refuseHeld, riskIcon } from "./approval";
import { useApp, useSelect } from "./context";
import { Counts } from "./counts";
import { Exactly } from "./exactly";
import { Icon } from "./icons";
import { subjectOf, wordsOf } from "./tool-words";
import { useAnswering } from "./use-answering";
import { VisibleText } from "./visible";
import { deceives, Warnings } from "./warnings";
import { Why } from "./why";
import "./styles/plan-approval.css";

/** So many are open at once from the beginning. */
const FEW = 3;

export interface PlanStep {
  readonly interrupt: Interrupt;
  readonly call: ToolCall;
}

export function PlanApproval({ steps: given }: { steps: readonly PlanStep[] }): JSX.Element | null {
  const { commands, replayed } = useApp();
  const steps = [...given].sort((one, other) => numberOf(one) - numberOf(other));
  const first = steps[0]?.interrupt;
  const runId = first?.runId ?? "";
  const answer = useSelect((state) => decidingOn(state, runId).answer);
  const refuse = useRef<HTMLButtonElement>(null);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [open, setOpen] = useState<ReadonlySet<string>>(() => openFirst(steps));
  const { waits, takes } = useAnswering({ runId, id: first?.id ?? "" }, () => refuse.current);
  if (first === undefined) return null;
  const closed = answer === "underway" || waits || replayed === true;
  const taken = steps.length - left.size;

  const choose = (event: MouseEvent, approved: boolean): void => {
    if (closed || !takes(event)) return;
    const choices = steps.map(({ interrupt: { id } }) => [id, approved && !left.has(id)] as const);
    void commands.chooseAll(runId, Object.fromEntries(choices));
  };
  const allOpen = steps.every(({ interrupt }) => open.has(interrupt.id));

  return (
    <section class="approval whole-plan" aria-label={acting().approvalNeeded}>
      <header>
        <Icon name="list" />
        <div>
          <h2>{allowing().planOf({ count: steps.length })}</h2>
          <p>
            <VisibleText text={[sumOf(steps), ...foldersOf(steps)].filter(Boolean).join(" · ")} />
          </p>
        </div>
        <button
          type="button"
          class="quiet small-text"
          onClick={() => setOpen(allOpen ? new Set() : new Set(steps.map(({ interrupt }) => interrupt.id)))}
        >
          {allOpen ? allowing().closeSteps : allowing().openSteps}
        </button>
      </header>
      <ol class="whole-plan-steps" aria-label={acting().planSteps}>
        {steps.map((step) => (
          <Step
            key={step.interrupt.id}
            step={step}
            open={open.has(step.interrupt.id)}
            left={left.has(step.interrupt.id)}
            closed={closed}
            setOpen={(is) => setOpen((before) => switched(before, step.interrupt.id, is))}
            setLeft={(is) => setLeft((before) => switched(before, step.interrupt.id, is))}
          />
        ))}
      </ol>
      {answer !== null && answer !== "underway" && (
        <div class="approval-body">
          <Refused answer={answer} />
        </div>
      )}
      <footer>
        <Hint answer={answer} says={allowing().planNote} />
        <button
          ref={refuse}
          type="button"
          class="button"
          disabled={closed}
          onKeyDown={refuseHeld}
          onClick={(event) => choose(event, false)}
        >
          {allowing().refusePlan}
        </button>
        <button
          type="button"
          class="button primary"
          disabled={closed || taken === 0}
          onKeyDown={refuseHeld}
          onClick={(event) => choose(event, true)}
        >
          {left.size === 0
            ? allowing().allowSteps({ count: steps.length })
            : allowing().allowSome({ count: taken, of: steps.length })}
        </button>
      </footer>
    </section>
  );
}

interface StepProps {
  readonly step: PlanStep;
  readonly open: boolean;
  readonly left: boolean;
  readonly closed: boolean;
  readonly setOpen: (open: boolean) => void;
  readonly setLeft: (left: boolean) => void;
}

function Step({ step, open, left, closed, setOpen, setLeft }: StepProps): JSX.Element {
  const { interrupt, call } = step;
  const { metadata } = interrupt;
  const subject = metadata?.risk === "mcp" ? "" : subjectOf(call); // whose tool it is says its title
  const title = metadata?.title ?? interrupt.message ?? acting().needsApproval;
  const number = numberOf(step);
  return (
    <li class={left ? "whole-plan-step left" : "whole-plan-step"}>
      <input
        type="checkbox"
        checked={!left}
        disabled={closed}
        aria-label={allowing().takeStep({ number, title: inOwnWords(title) })}
        title={left ? allowing().isLeftOut : allowing().isTaken}
        onChange={(event) => setLeft(!event.currentTarget.checked)}
      />
      <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>
          <span class="whole-plan-number">{number}</span>
          <Icon name={riskIcon(interrupt) === "shield" ? "pencil" : riskIcon(interrupt)} />
          <span class="whole-plan-says">
            {subject === "" ? (
              <VisibleText text={inOwnWords(title)} />
            ) : (
              <>
                {wordsOf(call.function.name).name}{" "}
                <code>
                  <VisibleText text={subject} />
                </code>
              </>
            )}
          </span>
          {left && <span class="badge">{allowing().leftOut}</span>}
          {isSpecial(step) && (
            <span class="badge special">
              <Icon name="warning" /> {allowing().lookCloser}
            </span>
          )}
          <Counts changes={metadata?.changes ?? []} />
          <Icon name="chevronRight" class="tool-chevron" />
        </summary>
        {open && (
          <div class="approval-body">
            <Why interrupt={interrupt} />
            <Exactly interrupt={interrupt} call={call} title={title} />
            <Warnings interrupt={interrupt} call={call} />
          </div>
        )}
      </details>
    </li>
  );
}

function numberOf({ interrupt }: PlanStep): number {
  return interrupt.metadata?.step ?? 0;
}

/** It would be asked about whatever was allowed, or may not be what it looks like. */
function isSpecial(step: PlanStep): boolean {
  const { hides, mixes } = deceives(step);
  return hides || mixes || Boolean(step.interrupt.metadata?.why);
}

function openFirst(steps: readonly PlanStep[]): ReadonlySet<string> {
  const wanted = steps.length <= FEW ? steps : steps.filter(isSpecial);
  return new Set(wanted.map(({ interrupt }) => interrupt.id));
}

function switched(before: ReadonlySet<string>, id: string, is: boolean): ReadonlySet<string> {
  if (before.has(id) === is) return before;
  const after = new Set(before);
  if (is) after.add(id);
  else after.delete(id);
  return after;
}

/** Where, when that is one place for all. */
function foldersOf(steps: readonly PlanStep[]): readonly string[] {
  const folders = new Set(steps.map(({ interrupt }) => interrupt.metadata?.folder ?? ""));
  return folders.size === 1 ? [...folders].filter(Boolean) : [];
}

/** “5 files, 3 commands”. */
function sumOf(steps: readonly PlanStep[]): string {
  const files = new Set(
    steps.flatMap(({ interrupt }) => interrupt.metadata?.changes?.map((c) => c.path) ?? []),
  );
  const of = (risk: string): number =>
    steps.filter(({ interrupt }) => interrupt.metadata?.risk === risk).length;
  const counts = [
    [files.size, allowing().planFiles],
    [of("command"), allowing().planCommands],
    [of("network"), allowing().planNetwork],
    [of("mcp"), allowing().planTools],
  ] as const;
  return counts
    .filter(([count]) => count > 0)
    .map(([count, says]) => says({ count }))
    .join(", ");
}
