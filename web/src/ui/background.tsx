/** Commands in the background of the chat on screen: above the message field while one runs, with output and a stop. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { BackgroundJob, Conversation } from "../domain/conversation";
import { durationText } from "../domain/days";
import { asProblem } from "../wire/problem";
import { working } from "../words/working";
import { useApp, useSelect } from "./context";
import { focusComposer } from "./focus";
import { Icon } from "./icons";
import { LiveOutput } from "./output";
import { Labelled } from "./tool-details";
import { VisibleText } from "./visible";
import "./styles/working.css";

const POLL_MS = 1_000;
/** Shown of a command where it is one of several. */
const NAME_CHARS = 120;
const NONE: readonly BackgroundJob[] = [];

export function BackgroundJobs(): JSX.Element | null {
  const jobs = useSelect((state) => state.open?.conversation?.jobs ?? NONE);
  const running = jobs.filter(isRunning);
  const [shown, setShown] = useState(false);
  if (running.length === 0) return null;
  return (
    <section class="plan pinned background" aria-label={working().jobs}>
      <button type="button" class="plan-head" aria-expanded={shown} onClick={() => setShown(!shown)}>
        <Icon name="terminal" />
        <span class="plan-title">
          {working().inBackground({ count: running.length })}
          {!shown && (
            <span class="plan-now">
              <VisibleText text={nameOf(running[running.length - 1] as BackgroundJob)} />
            </span>
          )}
        </span>
        <Icon name="chevronRight" class="tool-chevron" />
      </button>
      {shown && (
        <ul class="background-jobs" aria-label={working().jobs}>
          {running.map((job) => (
            <li key={job.id}>
              <JobRow job={job} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** In the action that began it: how it stands. */
export function JobOfCall({ call }: { call: string }): JSX.Element | null {
  const job = useSelect((state) => jobOf(state.open?.conversation ?? null, call));
  if (job === null) return null;
  return (
    <Labelled name={working().jobOf}>
      <JobRow job={job} />
    </Labelled>
  );
}

function JobRow({ job }: { job: BackgroundJob }): JSX.Element {
  const { commands, store, replayed } = useApp();
  const [shown, setShown] = useState(false);
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  const name = nameOf(job);
  const stop = async (): Promise<void> => {
    const open = store.now().open;
    if (open === null) return;
    setBusy(true);
    const done = await commands.stopJob(open.id, job.id);
    setBusy(false);
    setProblem(done.ok ? "" : done.detail);
    if (done.ok) focusComposer(); // its row goes
  };
  return (
    <div class="background-job">
      <div class="background-row">
        <button type="button" class="background-name" aria-expanded={shown} onClick={() => setShown(!shown)}>
          <Icon name="chevronRight" class="tool-chevron" />
          <code>
            <VisibleText text={name} />
          </code>
        </button>
        <span class={`badge ${job.status !== null && job.status !== 0 ? "exit" : ""}`}>
          {isRunning(job) && <span class="spinner" aria-hidden="true" />}
          {stateOf(job)}
        </span>
        {job.endedAt !== null && (
          <span class="tool-time">{durationText(Math.max(job.endedAt - job.startedAt, 0))}</span>
        )}
        {isRunning(job) && replayed !== true && (
          <button
            type="button"
            class="button small"
            aria-label={working().stopJob({ command: name })}
            disabled={busy}
            onClick={() => void stop()}
          >
            <Icon name="stop" /> {working().stop}
          </button>
        )}
      </div>
      {shown && <JobOutput job={job} />}
      {problem !== "" && (
        <p class="error-text" role="alert">
          {problem}
        </p>
      )}
    </div>
  );
}

/** While it runs, what it writes is asked for; afterwards its end is in the chat. */
function JobOutput({ job }: { job: BackgroundJob }): JSX.Element {
  const { commands, store } = useApp();
  const [text, setText] = useState("");
  const [problem, setProblem] = useState("");
  const running = isRunning(job);
  useEffect(() => {
    const open = store.now().open;
    if (!running || open === null) return undefined;
    let ended = false;
    let place = 0;
    let timer = 0;
    const look = async (): Promise<void> => {
      try {
        const found = await commands.jobOutput(open.id, job.id, place);
        if (ended) return;
        place = found.next;
        setText((before) => before + found.text);
        setProblem("");
      } catch (error) {
        if (!ended) setProblem(asProblem(error).message);
      }
      if (!ended) timer = window.setTimeout(() => void look(), POLL_MS);
    };
    void look();
    return () => {
      ended = true;
      window.clearTimeout(timer);
    };
  }, [job.id, running]);
  const shown = running ? text : job.output;
  if (problem !== "")
    return (
      <p class="error-text" role="alert">
        {problem}
      </p>
    );
  if (shown === "")
    return (
      <p class="tool-note">
        {running ? working().noOutput : job.how === "app" ? working().outputGone : working().nothingWritten}
      </p>
    );
  return <LiveOutput text={shown} label={working().jobOutput({ command: nameOf(job) })} />;
}

function isRunning(job: BackgroundJob): boolean {
  return job.endedAt === null;
}

function stateOf(job: BackgroundJob): string {
  switch (job.how) {
    case null:
      return working().jobRuns;
    case "itself":
      return working().jobEnded({ status: job.status ?? 0 });
    case "stopped":
      return working().jobStopped;
    case "app":
      return working().jobEndedWithApp;
  }
}

function nameOf(job: BackgroundJob): string {
  const line = job.command.split("\n", 1)[0] ?? "";
  return line.length > NAME_CHARS || line.length < job.command.length
    ? `${line.slice(0, NAME_CHARS)} …`
    : line;
}

function jobOf(conversation: Conversation | null, call: string): BackgroundJob | null {
  return conversation?.jobs.find((job) => job.toolCallId === call) ?? null;
}
