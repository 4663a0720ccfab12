/** One action: what is done to what, how it stands, how long it took; its details on demand, its output while it runs. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Answered, ToolCall, ToolResult } from "../domain/conversation";
import { durationText } from "../domain/days";
import { startOf, workedOn } from "../domain/usage";
import { type Reply, sourcesOf, type ToolState, toolState } from "../domain/view";
import { acting } from "../words/acting";
import { common } from "../words/common";
import { useApp } from "./context";
import { Counts } from "./counts";
import { Icon } from "./icons";
import { lazy } from "./lazy";
import { LiveOutput } from "./output";
import { Arguments, Result } from "./tool-details";
import { standingOf, subjectOf, verbOf, wordsOf } from "./tool-words";
import { VisibleText } from "./visible";

const HelperSteps = lazy(async () => (await import("./helper")).HelperSteps);
const JobOfCall = lazy(async () => (await import("./background")).JobOfCall);
const Changes = lazy(async () => (await import("./changes")).Changes);
const Unknown = lazy(async () => (await import("./unknown")).Unknown);

interface Props {
  readonly call: ToolCall;
  readonly message: Answered;
  readonly reply: Reply;
}

export function Tool({ call, message, reply }: Props): JSX.Element {
  const state = toolState(call, message, reply);
  const result = reply.results.get(call);
  const [chosen, choose] = useState<boolean | null>(null);
  const shown = chosen ?? state === "unknown";
  const subject = subjectOf(call);
  const output = state === "running" ? (call.metadata?.output ?? "") : "";
  return (
    <div class={`tool ${state}`} data-call={call.id}>
      <details open={shown} onToggle={(event) => choose(event.currentTarget.open)}>
        <summary>
          <Icon name={wordsOf(call.function.name).icon} class="tool-icon" />
          <span class="tool-words">
            <span class="tool-verb">{verbOf(call, state)}</span>{" "}
            {subject !== "" && (
              <code class="tool-subject">
                <VisibleText text={subject} />
              </code>
            )}
          </span>
          <Standing state={state} call={call} result={result} reply={reply} />
          <Icon name="chevronRight" class="tool-chevron" />
        </summary>
        <div class="tool-body">
          {state === "unknown" && <Unknown call={call} message={message} reply={reply} />}
          {state === "not-run" && <p class="tool-note">{acting().notRun}</p>}
          {shown && <Changes changes={result?.metadata?.changes ?? []} what={acting().changes} />}
          {shown && result?.metadata?.job !== undefined && <JobOfCall call={call.id} />}
          <Arguments call={call} />
          {call.metadata?.steps !== undefined && <HelperSteps call={call} message={message} reply={reply} />}
          {result && <Result result={result} />}
        </div>
      </details>
      {output !== "" && (
        <LiveOutput text={output} label={acting().outputOf({ what: subject || verbOf(call, state) })} />
      )}
    </div>
  );
}

interface StandingProps {
  readonly state: ToolState;
  readonly call: ToolCall;
  readonly result: ToolResult | undefined;
  readonly reply: Reply;
}

/** How it stands, with words and a sign, never by colour alone. */
function Standing({ state, call, result, reply }: StandingProps): JSX.Element {
  const took = workedOn(call, result, reply.runs);
  const busy = state === "writing" || state === "running";
  const { says, icon } = standingOf(state);
  const exit = result?.metadata?.exitCode;
  const { replayed } = useApp();
  const since = state === "running" && !replayed ? startOf(call, reply.runs) : null;
  return (
    <span class="tool-state">
      {state === "done" && <Counts changes={result?.metadata?.changes ?? []} />}
      {sourcesOf(result).length > 0 && <FromOutside />}
      {exit !== undefined && exit !== 0 && (
        <span class="badge exit">{acting().exitStatus({ status: exit })}</span>
      )}
      {busy && <span class="spinner" aria-hidden="true" />}
      {state === "done" ? (
        <span class="visually-hidden">{says}</span>
      ) : (
        <span class="badge">
          {icon && <Icon name={icon} />}
          {says}
        </span>
      )}
      {since !== null && <Elapsed since={since} />}
      {took !== null && <span class="tool-time">{durationText(took)}</span>}
      {state === "done" && <Icon name="check" class="tool-done" />}
    </span>
  );
}

/** What it brought was written by others. */
export function FromOutside(): JSX.Element {
  return (
    <span class="badge outside">
      <Icon name="globe" /> {acting().fromOutside}
    </span>
  );
}

const SHOWN_AFTER_MS = 1_000;

/** Whole seconds since it began; nothing for what is done in a moment. */
function Elapsed({ since }: { since: number }): JSX.Element | null {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  const ms = Math.floor((now - since) / 1_000) * 1_000;
  return ms < SHOWN_AFTER_MS ? null : (
    <span class="tool-time" aria-hidden="true">
      {ms < 10_000 ? common().seconds({ s: ms / 1_000, digits: 0 }) : durationText(ms)}
    </span>
  );
}
