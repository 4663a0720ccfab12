/** How a run ended, where that needs saying: a problem, a crash, a stop. */
import type { JSX } from "preact";
import type { Run } from "../domain/conversation";
import { lastingNotes, reachedItsLimit } from "../domain/halves";
import { inOwnWords } from "../domain/own-words";
import type { Reply } from "../domain/view";
import { common } from "../words/common";
import { ending } from "../words/ending";
import { useApp } from "./context";
import { Decide } from "./decide";
import { Icon } from "./icons";

interface Props {
  readonly run: Run;
  readonly reply: Reply;
  /** Nothing follows it in the branch that is shown. */
  readonly last: boolean;
}

export function Ending({ run, reply, last }: Props): JSX.Element | null {
  const again = last && run.settled === null;
  const hasText = reply.parts.some((part) => part.role === "assistant" && (part.content ?? "") !== "");
  switch (run.status) {
    case "failed":
      return <Problem run={run} again={again} hasText={hasText} />;
    case "interrupted":
      return run.settled === null ? <CutOff run={run} /> : <p class="cut">{ending().cutByEnd}</p>;
    case "cancelled":
      return (
        <p class="stopped">
          <Icon name="stop" /> {ending().youStopped}
          {again && hasText && <Decide run={run} choice="continue" class="quiet small-text" />}
          {again && <Decide run={run} choice="retry" class="quiet small-text" />}
        </p>
      );
    case "finished":
      return reachedItsLimit(run) ? <AtLimit run={run} again={again} /> : null;
    default:
      return null;
  }
}

/** What stays worth knowing about how the answer was made. */
export function Notes({ reply }: { reply: Reply }): JSX.Element {
  return (
    <>
      {lastingNotes(reply.runs).map(({ code, text }) =>
        code === "new_turn" ? (
          <p key={text} class="cut">
            {inOwnWords(text)}
          </p>
        ) : (
          <div key={text} class="run-problem calm" role="note" aria-label={ending().note}>
            <Icon name="info" />
            <p>{inOwnWords(text)}</p>
          </div>
        ),
      )}
    </>
  );
}

/** The model stopped because it may write no more at a time: that must not look finished. */
function AtLimit({ run, again }: { run: Run; again: boolean }): JSX.Element {
  return (
    <div class="run-problem calm" role="group" aria-label={ending().lengthLimit}>
      <Icon name="info" />
      <div>
        <p>{ending().atLimit}</p>
        {again && (
          <p class="run-problem-actions">
            <Decide run={run} choice="continue" />
          </p>
        )}
      </div>
    </div>
  );
}

interface ProblemProps {
  readonly run: Run;
  readonly again: boolean;
  readonly hasText: boolean;
}

function Problem({ run, again, hasText }: ProblemProps): JSX.Element {
  const { commands } = useApp();
  const aboutProvider = /key|payment|model_not_found|provider/.test(run.error?.code ?? "");
  return (
    <div class="run-problem" role="group" aria-label={ending().problem}>
      <Icon name="warning" />
      <div>
        <p>{run.error ? inOwnWords(run.error.message) : ending().someProblem}</p>
        {again && (
          <p class="run-problem-actions">
            {hasText && <Decide run={run} choice="continue" />}
            <Decide run={run} choice="retry" />
            {aboutProvider && (
              <button type="button" class="button small" onClick={() => commands.show({ kind: "providers" })}>
                <Icon name="server" /> {common().providers}
              </button>
            )}
          </p>
        )}
      </div>
    </div>
  );
}

/** Nothing goes on by itself after a crash: the person says how. */
function CutOff({ run }: { run: Run }): JSX.Element {
  return (
    <div class="run-problem calm" role="group" aria-label={ending().cutOff}>
      <Icon name="info" />
      <div>
        <p>{ending().interrupted}</p>
        <p class="run-problem-actions">
          <Decide run={run} choice="continue" />
          <Decide run={run} choice="retry" />
          <Decide run={run} choice="keep" />
        </p>
      </div>
    </div>
  );
}
