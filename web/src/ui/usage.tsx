/** What an answer took: model, time, tokens and about how much money; the details on a click. */
import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import { durationText } from "../domain/days";
import { contextOf, costOf, costText, tokensText, usageOf, workedMs } from "../domain/usage";
import type { Reply } from "../domain/view";
import { answering } from "../words/answering";
import { number } from "../words/numbers";
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
    usage.output > 0 ? answering().tokens({ count: tokensText(usage.output) }) : null,
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
        aria-label={answering().tookOf({ words: words.join(" · ") })}
        title={answering().answerTook}
        onClick={() => setShown(!shown)}
      >
        {words.join(" · ")}
      </button>
      {shown && (
        <Popup anchor={button} close={close} label={answering().answerTook} class="details">
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
        <Fact
          name={models.length > 1 ? answering().models : answering().model}
          value={models.map(modelLabel).join(", ")}
        />
        {worked !== null && (
          <Fact name={answering().time} value={durationText(worked)} note={answering().withoutWaiting} />
        )}
        {usage.reported > 0 && (
          <>
            <Fact
              name={answering().read}
              value={answering().tokens({ count: number(usage.input) })}
              {...(usage.cached > 0 ? { note: answering().fromCache({ count: usage.cached }) } : {})}
            />
            <Fact
              name={answering().written}
              value={answering().tokens({ count: number(usage.output) })}
              {...(usage.reasoning > 0 ? { note: answering().ofThinking({ count: usage.reasoning }) } : {})}
            />
          </>
        )}
        {context !== null && (
          <Fact name={answering().lastRequest} value={answering().tokens({ count: number(context) })} />
        )}
        {cost !== null && (
          <Fact
            name={answering().cost}
            value={answering().about({ cost: costText(cost.amount) })}
            note={answering().byListPrices}
          />
        )}
      </dl>
      <p class="facts-note">
        {builtin
          ? answering().builtinUsesNone
          : usage.reported < usage.of
            ? answering().notEveryRequest
            : cost === null
              ? answering().priceUnknown
              : answering().tokensAsReported}
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
