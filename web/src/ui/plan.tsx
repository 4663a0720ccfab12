/** The agent's list of what is to do: above the message field while the work goes on, folded in its answer afterwards. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { PlanItem } from "../domain/conversation";
import { type Plan, planGoingOn, planOf } from "../domain/plan";
import type { Reply } from "../domain/view";
import { useSelect } from "./context";
import { Icon, type IconName } from "./icons";
import { VisibleText } from "./visible";

const STATES: Readonly<Record<PlanItem["status"], { readonly says: string; readonly icon: IconName }>> = {
  todo: { says: "to do", icon: "circle" },
  doing: { says: "in progress", icon: "play" },
  done: { says: "done", icon: "check" },
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
    <section class="plan pinned" aria-label="Plan">
      <button type="button" class="plan-head" aria-expanded={shown} onClick={() => setShown(!shown)}>
        <Icon name="list" />
        <span class="plan-title">
          Plan
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
        <span class="plan-title">Plan</span>
        <Progress plan={plan} />
        <Icon name="chevronRight" class="tool-chevron" />
      </summary>
      <Items plan={plan} />
    </details>
  );
}

function Progress({ plan: { items } }: { plan: Plan }): JSX.Element {
  const done = items.filter((item) => item.status === "done").length;
  return (
    <span class="plan-progress">
      {done} of {items.length} done
    </span>
  );
}

function Items({ plan: { items, goesOn } }: { plan: Plan }): JSX.Element {
  return (
    <ol class="plan-items" tabIndex={0} aria-label="Steps of the plan">
      {items.map((item, at) => {
        const { says, icon } = STATES[item.status];
        const left = item.status === "doing" && !goesOn;
        return (
          <li key={`${at} ${item.text}`} class={`plan-item ${left ? "todo" : item.status}`}>
            <Icon name={left ? "stop" : icon} />
            <span dir="auto">
              <VisibleText text={item.text} />
            </span>
            <span class={item.status === "doing" ? "badge" : "visually-hidden"}>
              {left ? "not finished" : says}
            </span>
          </li>
        );
      })}
    </ol>
  );
}
