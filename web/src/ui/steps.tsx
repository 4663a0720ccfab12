/** Actions in a row, as a list; looking around that has ended is one line of it, which opens. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { durationText } from "../domain/days";
import type { Looks, Steps } from "../domain/timeline";
import { workedOn } from "../domain/usage";
import { type Reply, sourcesOf } from "../domain/view";
import { acting } from "../words/acting";
import { Icon } from "./icons";
import { Thinking } from "./thinking";
import { FromOutside, Tool } from "./tool";
import { looksText } from "./tool-words";

export function StepList({ steps, reply }: { steps: Steps; reply: Reply }): JSX.Element {
  return (
    <ol class="steps" aria-label={acting().whatWasDone}>
      {steps.steps.map((step) => (
        <li key={step.key}>
          {step.kind === "looks" ? (
            <LooksRow looks={step} reply={reply} />
          ) : (
            <Tool call={step.call} message={step.message} reply={reply} />
          )}
        </li>
      ))}
    </ol>
  );
}

/** What it folds is drawn when it is opened. */
function LooksRow({ looks, reply }: { looks: Looks; reply: Reply }): JSX.Element {
  const [shown, setShown] = useState(false);
  const calls = looks.inside.flatMap((one) => (one.kind === "step" ? [one.call] : []));
  const took = calls.reduce(
    (sum, call) => sum + (workedOn(call, reply.results.get(call), reply.runs) ?? 0),
    0,
  );
  return (
    <div class="tool done looks" data-calls={calls.map((call) => call.id).join(" ")}>
      <details open={shown} onToggle={(event) => setShown(event.currentTarget.open)}>
        <summary>
          <Icon name="search" class="tool-icon" />
          <span class="tool-words">
            <span class="tool-verb">{looksText(looks.counts)}</span>
          </span>
          <span class="tool-state">
            <span class="visually-hidden">{acting().states.done}</span>
            {calls.some((call) => sourcesOf(reply.results.get(call)).length > 0) && <FromOutside />}
            <span class="tool-time">{durationText(took)}</span>
            <Icon name="check" class="tool-done" />
          </span>
          <Icon name="chevronRight" class="tool-chevron" />
        </summary>
        {shown && (
          <ol class="looks-inside">
            {looks.inside.map((one) => (
              <li key={one.key}>
                {one.kind === "step" ? (
                  <Tool call={one.call} message={one.message} reply={reply} />
                ) : (
                  one.part.role === "reasoning" && <Thinking part={one.part} />
                )}
              </li>
            ))}
          </ol>
        )}
      </details>
    </div>
  );
}
