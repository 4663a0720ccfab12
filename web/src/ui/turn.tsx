/** A message and its answer: text, thinking, actions, approvals, and how each run ended. */
import { Component, type JSX } from "preact";
import { useState } from "preact/hooks";
import type { Answered, Reasoned, Run } from "../domain/conversation";
import { durationText } from "../domain/days";
import { activeRun, callOf, type Reply, sameTurn, type Turn } from "../domain/view";
import type { Choice } from "../state/app";
import type { Commands } from "../state/commands";
import { Approval } from "./approval";
import { useApp, useSelect } from "./context";
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
        {turn.replies.length > 0 && <Replies turn={turn} last={last} />}
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

/** The newest answer, or the older one that is being looked at. A new answer brings the newest back. */
function Replies({ turn, last }: { turn: Turn; last: boolean }): JSX.Element | null {
  const [look, setLook] = useState<{ readonly at: number; readonly of: number } | null>(null);
  const count = turn.replies.length;
  const at = look !== null && look.of === count ? look.at : count - 1;
  const reply = turn.replies[at];
  if (reply === undefined) return null;
  const newest = at === count - 1;
  const others =
    count < 2 ? null : <Switch at={at} of={count} onChange={(next) => setLook({ at: next, of: count })} />;
  return <ReplyView key={reply.key} reply={reply} newest={newest} last={last} others={others} />;
}

function Switch(props: { at: number; of: number; onChange: (at: number) => void }): JSX.Element {
  const { at, of, onChange } = props;
  const step = (label: string, icon: "chevronLeft" | "chevronRight", to: number): JSX.Element => {
    const possible = to >= 0 && to < of;
    return (
      <button
        type="button"
        class="icon-button small"
        aria-label={label}
        title={label}
        aria-disabled={!possible}
        onClick={() => possible && onChange(to)}
      >
        <Icon name={icon} />
      </button>
    );
  };
  return (
    <div class="switch" role="group" aria-label="Answers to this message">
      {step("Earlier answer", "chevronLeft", at - 1)}
      <span role="status" aria-label={`Answer ${at + 1} of ${of}`}>
        {at + 1}/{of}
      </span>
      {step("Later answer", "chevronRight", at + 1)}
    </div>
  );
}

interface ReplyProps {
  readonly reply: Reply;
  readonly newest: boolean;
  readonly last: boolean;
  readonly others: JSX.Element | null;
}

function ReplyView({ reply, newest, last, others }: ReplyProps): JSX.Element {
  const run = reply.runs[reply.runs.length - 1];
  const loose = reply.interrupts.filter((interrupt) => callOf(reply, interrupt) === null);
  return (
    <article class="reply" aria-label="Answer">
      {reply.parts.map((part) => (
        <PartView key={part.id} part={part} reply={reply} />
      ))}
      {loose.map((interrupt) => (
        <Approval key={interrupt.id} interrupt={interrupt} call={null} />
      ))}
      {run?.status === "running" && <Waiting reply={reply} run={run} />}
      {run && <Ending run={run} newest={newest} last={last} />}
      <Foot reply={reply} run={run} again={newest && last} others={others} />
    </article>
  );
}

function PartView({ part, reply }: { part: Answered | Reasoned; reply: Reply }): JSX.Element {
  if (part.role === "reasoning") return <Thinking part={part} />;
  const empty = (part.content ?? "") === "" && !part.metadata?.open;
  const lastRun = reply.runs[reply.runs.length - 1]; // how this one ended is said below it
  const ownRun = reply.runs.find((run) => run.id === part.metadata?.runId);
  return (
    <>
      {!empty && <StreamedText message={part} />}
      {part.metadata?.partial && !empty && ownRun?.id !== lastRun?.id && (
        <p class="cut">
          {ownRun?.settled === "continue"
            ? "It was cut off here and goes on below."
            : "The text ends here because it was cut off."}
        </p>
      )}
      {part.toolCalls?.map((call) => (
        <Tool key={call.id} call={call} message={part} reply={reply} />
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
function Waiting({ reply, run }: { reply: Reply; run: Run }): JSX.Element | null {
  const note = run.notes[run.notes.length - 1];
  const writes = reply.parts.some(
    (part) => part.metadata?.open && ((part.content ?? "") !== "" || part.role === "reasoning"),
  );
  const acts = reply.parts.some(
    (part) => part.role === "assistant" && part.toolCalls?.some((call) => !reply.results.has(call)),
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

function Ending({ run, newest, last }: { run: Run; newest: boolean; last: boolean }): JSX.Element | null {
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

const CHOICES = {
  continue: { says: "Continue", icon: "play" },
  retry: { says: "Try again", icon: "retry" },
  keep: { says: "Keep", icon: "check" },
} as const;

function Decide({ run, choice, class: look }: { run: Run; choice: Choice; class?: string }): JSX.Element {
  const { store, commands } = useApp();
  const busy = useBusy();
  const underway = store.part("settling").value[run.id];
  const { says, icon } = CHOICES[choice];
  return (
    <button
      type="button"
      class={look ?? "button small"}
      disabled={underway !== undefined || (busy && choice !== "keep")}
      title={choice === "keep" ? "Leave the answer as it is" : undefined}
      onClick={() => settle(commands, store.now().open?.id, run, choice)}
    >
      <Icon name={icon} /> {says}
    </button>
  );
}

function settle(commands: Commands, conversation: string | undefined, run: Run, choice: Choice): void {
  if (conversation !== undefined) void commands.settle(conversation, run.id, choice);
}

/** True while an answer is written or a question waits: a second one cannot begin beside it. */
function useBusy(): boolean {
  return useSelect((state) => {
    const conversation = state.open?.conversation;
    if (!conversation) return true;
    return (
      activeRun(conversation) !== null ||
      conversation.interrupts.length > 0 ||
      state.sending[conversation.id] !== undefined
    );
  });
}

interface FootProps {
  readonly reply: Reply;
  readonly run: Run | undefined;
  readonly again: boolean;
  readonly others: JSX.Element | null;
}

function Foot({ reply, run, again, others }: FootProps): JSX.Element | null {
  const { store, commands } = useApp();
  const busy = useBusy();
  const underway = store.part("settling").value;
  const ended = run !== undefined && run.status !== "running" && run.status !== "waiting";
  const finished = run?.status === "finished" && reply.interrupts.length === 0;
  const hasText = reply.parts.some((part) => part.role === "assistant" && (part.content ?? "") !== "");
  if (others === null && !(ended && (finished || hasText))) return null;
  const first = reply.runs[0];
  const took = first?.startedAt && run?.endedAt ? durationText(run.endedAt - first.startedAt) : null;
  return (
    <footer class="reply-foot">
      {others}
      {ended && hasText && (
        <button
          type="button"
          class="icon-button small"
          data-copy-answer={reply.key}
          aria-label="Copy the answer"
          title="Copy the answer as Markdown"
        >
          <Icon name="copy" />
        </button>
      )}
      {finished && again && run.settled === null && (
        <button
          type="button"
          class="icon-button small"
          aria-label="Answer again"
          title="Answer again"
          disabled={busy || underway[run.id] !== undefined}
          onClick={() => settle(commands, store.now().open?.id, run, "retry")}
        >
          <Icon name="retry" />
        </button>
      )}
      {finished && (
        <span class="reply-made">
          {[run.model ? modelLabel(run.model) : null, took].filter(Boolean).join(" · ")}
        </span>
      )}
    </footer>
  );
}
