/** How a run ended, where that needs saying: a problem, a crash, a stop. */
import type { JSX } from "preact";
import type { Run } from "../domain/conversation";
import { useApp } from "./context";
import { Decide } from "./decide";
import { Icon } from "./icons";

export function Ending({
  run,
  newest,
  last,
}: {
  run: Run;
  newest: boolean;
  last: boolean;
}): JSX.Element | null {
  switch (run.status) {
    case "failed":
      return <Problem run={run} again={newest && last && run.settled === null} />;
    case "interrupted":
      return run.settled === null ? (
        <CutOff run={run} />
      ) : (
        <p class="cut">The answer ends here: Runnel ended while it was being written.</p>
      );
    case "cancelled":
      return (
        <p class="stopped">
          <Icon name="stop" /> You stopped this answer.
          {newest && last && run.settled === null && (
            <Decide run={run} choice="retry" class="quiet small-text" />
          )}
        </p>
      );
    default:
      return null;
  }
}

function Problem({ run, again }: { run: Run; again: boolean }): JSX.Element {
  const { commands } = useApp();
  const aboutProvider = /key|payment|model_not_found|provider/.test(run.error?.code ?? "");
  return (
    <div class="run-problem" role="group" aria-label="Problem">
      <Icon name="warning" />
      <div>
        <p>{run.error?.message ?? "The answer ended with a problem."}</p>
        {again && (
          <p class="run-problem-actions">
            <Decide run={run} choice="retry" />
            {aboutProvider && (
              <button type="button" class="button small" onClick={() => commands.show({ kind: "providers" })}>
                <Icon name="server" /> Models and providers
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
    <div class="run-problem calm" role="group" aria-label="Cut off">
      <Icon name="info" />
      <div>
        <p>
          This answer was interrupted: Runnel ended while it was being written. What had arrived is above.
        </p>
        <p class="run-problem-actions">
          <Decide run={run} choice="continue" />
          <Decide run={run} choice="retry" />
          <Decide run={run} choice="keep" />
        </p>
      </div>
    </div>
  );
}
