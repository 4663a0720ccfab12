/** What an answer took: model, time, tokens and about how much money; the details on a click. */
import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import { durationText } from "../domain/days";
import { tokensText, usageOf, workedMs } from "../domain/usage";
import type { Reply } from "../domain/view";
import { answering } from "../words/answering";
import { lazy } from "./lazy";
import { modelLabel } from "./model-picker";
import { Popup } from "./popup";

const AnswerFacts = lazy(async () => (await import("./facts")).AnswerFacts);

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
        title={shown ? undefined : answering().answerTook}
        onClick={() => setShown(!shown)}
      >
        {words.join(" · ")}
      </button>
      {shown && (
        <Popup anchor={button} close={close} label={answering().answerTook} class="details">
          <div class="facts" data-begin="" tabIndex={-1}>
            <AnswerFacts reply={reply} worked={worked} />
          </div>
        </Popup>
      )}
    </>
  );
}
