/** The agent's list of what is to do: above the message field while the work goes on, folded in its answer afterwards. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { PlanItem } from "../domain/conversation";
import { type Plan, planGoingOn, planOf } from "../domain/plan";
import type { Reply } from "../domain/view";
import { acting } from "../words/acting";
import { useSelect } from "./context";
import { Icon, type IconName } from "./icons";
import { VisibleText } from "./visible";

const ICONS: Readonly<Record<PlanItem["status"], IconName>> = {
  todo: "circle",
  doing: "play",
  done: "check",
};

/** Of the chat on screen, while its answer is worked on. */
export function PinnedPlan(): JSX.Element | null {
  const items = useSelect((state) =>
    state.open?.conversation ? planGoingOn(state.open.conversation) : null,
  );
  const [shown, setShown] = useState(() => !document.documentElement.classList.contains("narrow"));
  if (items === null) return null;
  const plan: Plan = { items, goesOn: true };
  const now = items.find((item) => item.status === "doing");
  return (
    <section class="plan pinned" aria-label={acting().plan}>
      <button type="button" class="plan-head" aria-expanded={shown} onClick={() => setShown(!shown)}>
        <Icon name="list" />
        <span class="plan-title">
          {acting().plan}
          {!shown && now && (
            <span class="plan-now">
              <VisibleText text={now.text} />
            </span>
          )}
        </span>
        <Progress plan={plan} />
        <Icon name="chevronRight" class="tool-chevron" />
      </button>
      {shown && <Items plan={plan} />}
    </section>
  );
}

/** In the answer, once the work on it has ended. */
export function KeptPlan({ reply }: { reply: Reply }): JSX.Element | null {
  const plan = planOf(reply.runs);
  if (plan === null || plan.goesOn) return null;
  return (
    <details class="plan kept">
      <summary class="plan-head">
        <Icon name="list" />
        <span class="plan-title">{acting().plan}</span>
        <Progress plan={plan} />
        <Icon name="chevronRight" class="tool-chevron" />
      </summary>
      <Items plan={plan} />
    </details>
  );
}

function Progress({ plan: { items } }: { plan: Plan }): JSX.Element {
  const done = items.filter((item) => item.status === "done").length;
  return <span class="plan-progress">{acting().progress({ done, of: items.length })}</span>;
}

function Items({ plan: { items, goesOn } }: { plan: Plan }): JSX.Element {
  return (
    <ol class="plan-items" tabIndex={0} aria-label={acting().planSteps}>
      {items.map((item, at) => {
        const left = item.status === "doing" && !goesOn;
        return (
          <li key={`${at} ${item.text}`} class={`plan-item ${left ? "todo" : item.status}`}>
            <Icon name={left ? "stop" : ICONS[item.status]} />
            <span dir="auto">
              <VisibleText text={item.text} />
            </span>
            <span class={item.status === "doing" ? "badge" : "visually-hidden"}>
              {left ? acting().notFinished : acting().planStates[item.status]}
            </span>
          </li>
        );
      })}
    </ol>
  );
}
