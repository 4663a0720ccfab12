/** A message and its answer: text, thinking, actions, approvals, and how each run ended. */
import { Component, type JSX } from "preact";
import { useState } from "preact/hooks";
import type { Answered, Asked, Reasoned, Run } from "../domain/conversation";
import { durationText } from "../domain/days";
import { findCall, sameTurn, type Turn } from "../domain/view";
import { Approval } from "./approval";
import { useApp } from "./context";
import { Icon } from "./icons";
import { modelLabel } from "./model-picker";
import { StreamedText } from "./text";
import { Tool } from "./tool";

interface Props {
  readonly turn: Turn;
  readonly last: boolean;
}

/** Renders again only when the turn shows something else; growing text does not count. */
export class TurnView extends Component<Props> {
  override shouldComponentUpdate(next: Props): boolean {
    return next.last !== this.props.last || !sameTurn(next.turn, this.props.turn);
  }

  render({ turn, last }: Props): JSX.Element {
    return (
      <div class="turn" data-turn={turn.key}>
        {turn.asked && <AskedMessage text={turn.asked.content} />}
        {(turn.parts.length > 0 || turn.runs.length > 0 || turn.interrupts.length > 0) && (
          <Reply turn={turn} last={last} />
        )}
      </div>
    );
  }
}

/** What a person wrote, as they wrote it. */
export function AskedMessage({ text, pending }: { text: string; pending?: boolean }): JSX.Element {
  const [whole, setWhole] = useState(false);
  const long = text.length > 3000;
  return (
    <article class={pending ? "asked pending" : "asked"} aria-label="You">
      <div class="asked-text" dir="auto">
        {long && !whole ? `${text.slice(0, 2500)}…` : text}
      </div>
      {long && (
        <button type="button" class="quiet small-text" onClick={() => setWhole(!whole)}>
          {whole ? "Show less" : "Show all of it"}
        </button>
      )}
      {pending && <div class="pending-note">Sending…</div>}
    </article>
  );
}

function Reply({ turn, last }: { turn: Turn; last: boolean }): JSX.Element {
  const run = turn.runs[turn.runs.length - 1];
  const shownCalls = new Set<string>();
  for (const part of turn.parts)
    if (part.role === "assistant") for (const call of part.toolCalls ?? []) shownCalls.add(call.id);
  const loose = turn.interrupts.filter((interrupt) => !shownCalls.has(interrupt.toolCallId ?? ""));
  return (
    <article class="reply" aria-label="Answer">
      {turn.parts.map((part) => (
        <PartView key={part.id} part={part} turn={turn} />
      ))}
      {loose.map((interrupt) => (
        <Approval key={interrupt.id} interrupt={interrupt} call={findCall(turn, interrupt.toolCallId)} />
      ))}
      {run?.status === "running" && <Waiting turn={turn} run={run} />}
      {run && <Ending run={run} turn={turn} last={last} />}
    </article>
  );
}

function PartView({ part, turn }: { part: Answered | Reasoned; turn: Turn }): JSX.Element {
  if (part.role === "reasoning") return <Thinking part={part} />;
  const empty = (part.content ?? "") === "" && !part.metadata?.open;
  const lastRun = turn.runs[turn.runs.length - 1]; // how this one ended is said below it
  return (
    <>
      {!empty && <StreamedText message={part} />}
      {part.metadata?.partial && !empty && part.metadata.runId !== lastRun?.id && (
        <p class="cut">The text ends here because it was cut off.</p>
      )}
      {part.toolCalls?.map((call) => (
        <Tool key={call.id} call={call} message={part} turn={turn} />
      ))}
    </>
  );
}

function Thinking({ part }: { part: Reasoned }): JSX.Element {
  const [shown, setShown] = useState(false);
  const open = part.metadata?.open === true;
  return (
    <details class="thinking" onToggle={(event) => setShown(event.currentTarget.open)}>
      <summary>
        <Icon name="thought" class="tool-icon" />
        <span class={open ? "tool-words shimmer" : "tool-words"}>
          {open ? "Thinking" : "Thought about it"}
        </span>
        <Icon name="chevronRight" class="tool-chevron" />
      </summary>
      {shown && (
        <div class="thinking-body">
          <StreamedText message={part} />
        </div>
      )}
    </details>
  );
}

/** Something to look at while nothing has come yet. */
function Waiting({ turn, run }: { turn: Turn; run: Run }): JSX.Element | null {
  const note = run.notes[run.notes.length - 1];
  const writes = turn.parts.some(
    (part) => part.metadata?.open && ((part.content ?? "") !== "" || part.role === "reasoning"),
  );
  const acts = turn.parts.some(
    (part) => part.role === "assistant" && part.toolCalls?.some((call) => !turn.results.has(call)),
  );
  if (note === undefined && (writes || acts)) return null;
  return (
    <div class="waiting-line">
      <span class="pulse" aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
      {note && <span>{note.text}</span>}
    </div>
  );
}

function Ending({ run, turn, last }: { run: Run; turn: Turn; last: boolean }): JSX.Element | null {
  switch (run.status) {
    case "failed":
      return <Problem run={run} asked={turn.asked} last={last} />;
    case "interrupted":
      return (
        <Problem
          run={run}
          asked={turn.asked}
          last={last}
          says="This answer was interrupted: Runnel ended while it was being written. What had arrived is above."
        />
      );
    case "cancelled":
      return (
        <>
          <p class="stopped">
            <Icon name="stop" /> You stopped this answer.
          </p>
          <Footer turn={turn} run={run} />
        </>
      );
    case "finished":
      return turn.interrupts.length > 0 ? null : <Footer turn={turn} run={run} />;
    default:
      return null;
  }
}

function Problem({
  run,
  asked,
  last,
  says,
}: {
  run: Run;
  asked: Asked | null;
  last: boolean;
  says?: string;
}): JSX.Element {
  const { store, commands } = useApp();
  const sending = store.part("sending").value;
  const busy = Object.keys(sending).length > 0;
  const aboutProvider = /key|payment|model_not_found|provider/.test(run.error?.code ?? "");
  return (
    <div class="run-problem" role="group" aria-label="Problem">
      <Icon name="warning" />
      <div>
        <p>{says ?? run.error?.message ?? "The answer ended with a problem."}</p>
        {last && (
          <p class="run-problem-actions">
            {asked && (
              <button
                type="button"
                class="button small"
                disabled={busy}
                onClick={() => void commands.askAgain(asked.content)}
              >
                <Icon name="retry" /> Try again
              </button>
            )}
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

function Footer({ turn, run }: { turn: Turn; run: Run }): JSX.Element {
  const first = turn.runs[0];
  const took = first?.startedAt && run.endedAt ? durationText(run.endedAt - first.startedAt) : null;
  return (
    <footer class="reply-foot">
      <button
        type="button"
        class="icon-button small"
        data-copy-answer={turn.key}
        aria-label="Copy the answer"
        title="Copy the answer as Markdown"
      >
        <Icon name="copy" />
      </button>
      <span>{[run.model ? modelLabel(run.model) : null, took].filter(Boolean).join(" · ")}</span>
    </footer>
  );
}
