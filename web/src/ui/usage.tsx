/** What an answer took: model, time, tokens and about how much money; the details on a click. */
import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import { durationText } from "../domain/days";
import { contextOf, costOf, costText, tokensText, usageOf, workedMs } from "../domain/usage";
import type { Reply } from "../domain/view";
import { modelLabel } from "./model-picker";
import { Popup } from "./popup";

export function Took({ reply }: { reply: Reply }): JSX.Element | null {
  const [shown, setShown] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const run = reply.runs[reply.runs.length - 1];
  const usage = usageOf(reply.runs);
  const worked = workedMs(reply.runs);
  const words = [
    run?.model ? modelLabel(run.model) : null,
    worked === null ? null : durationText(worked),
    usage.output > 0 ? `${tokensText(usage.output)} tokens` : null,
  ].filter(Boolean);
  if (words.length === 0) return null;
  const close = (focus: boolean): void => {
    setShown(false);
    if (focus) button.current?.focus();
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        class="quiet reply-made"
        aria-haspopup="dialog"
        aria-expanded={shown}
        aria-label={`${words.join(" · ")}: what this answer took`}
        title="What this answer took"
        onClick={() => setShown(!shown)}
      >
        {words.join(" · ")}
      </button>
      {shown && (
        <Popup anchor={button} close={close} label="What this answer took" class="details">
          <Details reply={reply} worked={worked} />
        </Popup>
      )}
    </>
  );
}

function Details({ reply, worked }: { reply: Reply; worked: number | null }): JSX.Element {
  const usage = usageOf(reply.runs);
  const cost = costOf(reply.runs);
  const context = contextOf(reply.runs);
  const builtin = usage.of === 0;
  const models = [...new Set(reply.runs.map((run) => run.model).filter((model) => model !== null))];
  return (
    <div class="facts" data-begin="" tabIndex={-1}>
      <dl>
        <Fact name={models.length > 1 ? "Models" : "Model"} value={models.map(modelLabel).join(", ")} />
        {worked !== null && <Fact name="Time" value={durationText(worked)} note="without waiting for you" />}
        {usage.reported > 0 && (
          <>
            <Fact
              name="Read"
              value={`${usage.input.toLocaleString()} tokens`}
              {...(usage.cached > 0
                ? { note: `${usage.cached.toLocaleString()} of them from its cache` }
                : {})}
            />
            <Fact
              name="Written"
              value={`${usage.output.toLocaleString()} tokens`}
              {...(usage.reasoning > 0
                ? { note: `${usage.reasoning.toLocaleString()} of them thinking` }
                : {})}
            />
          </>
        )}
        {context !== null && <Fact name="Last request" value={`${context.toLocaleString()} tokens`} />}
        {cost !== null && (
          <Fact name="Cost" value={`about ${costText(cost.amount)}`} note="by public list prices" />
        )}
      </dl>
      <p class="facts-note">
        {builtin
          ? "The built-in assistant uses no tokens."
          : usage.reported < usage.of
            ? "The provider did not report the tokens of every request."
            : cost === null
              ? "As the provider reported it. A price is not known for this model."
              : "Tokens as the provider reported them."}
      </p>
    </div>
  );
}

export function Fact(props: { name: string; value: string; note?: string }): JSX.Element {
  return (
    <div>
      <dt>{props.name}</dt>
      <dd>
        {props.value}
        {props.note && <span class="fact-note">{props.note}</span>}
      </dd>
    </div>
  );
}
