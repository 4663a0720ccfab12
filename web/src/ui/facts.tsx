/** What a chat or an answer took, as providers reported it: tokens, and about how much money. */
import type { JSX } from "preact";
import { durationText } from "../domain/days";
import { type ChatUsage, contextOf, costOf, costText, tokensText, usageOf } from "../domain/usage";
import type { Reply } from "../domain/view";
import { answering } from "../words/answering";
import { number } from "../words/numbers";
import { FULL } from "./meter";
import { modelLabel } from "./model-picker";

interface ChatProps extends ChatUsage {
  readonly context: number | null;
  readonly size: number | null;
  /** Of the size, where that is known. */
  readonly part: number | null;
  readonly model: string;
}

export function ChatFacts({ context, size, part, usage, cost, model }: ChatProps): JSX.Element {
  return (
    <>
      <dl>
        {context !== null && (
          <Fact
            name={answering().context}
            value={
              size === null
                ? answering().tokens({ count: number(context) })
                : answering().tokensOf({ used: tokensText(context), size: tokensText(size) })
            }
            note={
              size === null
                ? answering().inLastUnknown({ model: modelLabel(model) })
                : part !== null && part >= FULL
                  ? answering().inLastFull
                  : answering().inLast
            }
          />
        )}
        {usage.reported > 0 && (
          <>
            <Fact
              name={answering().read}
              value={answering().tokens({ count: number(usage.input) })}
              note={answering().overAll}
            />
            <Fact name={answering().written} value={answering().tokens({ count: number(usage.output) })} />
          </>
        )}
        {cost !== null && (
          <Fact
            name={answering().cost}
            value={answering().about({ cost: costText(cost.amount) })}
            note={cost.whole ? answering().byListPrices : answering().ofKnownPrices}
          />
        )}
      </dl>
      <p class="facts-note">
        {usage.reported === 0
          ? answering().noneReported
          : usage.reported < usage.of
            ? answering().someReported({ reported: usage.reported, of: usage.of })
            : answering().asReported}
      </p>
    </>
  );
}

export function AnswerFacts({ reply, worked }: { reply: Reply; worked: number | null }): JSX.Element {
  const usage = usageOf(reply.runs);
  const cost = costOf(reply.runs);
  const context = contextOf(reply.runs);
  const builtin = usage.of === 0;
  const models = [...new Set(reply.runs.map((run) => run.model).filter((model) => model !== null))];
  return (
    <>
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
    </>
  );
}

function Fact(props: { name: string; value: string; note?: string }): JSX.Element {
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
