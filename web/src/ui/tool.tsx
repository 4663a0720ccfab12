/** One action of an answer: what is done with which arguments, how it stands, and what came back. */
import type { JSX } from "preact";
import type { Answered, ToolCall } from "../domain/conversation";
import { durationText } from "../domain/days";
import { workedOn } from "../domain/usage";
import { argumentsOf, interruptOf, type Reply, type ToolState, toolState, writtenTail } from "../domain/view";
import { Approval } from "./approval";
import { Icon, type IconName } from "./icons";
import { VisibleText } from "./visible";

interface Words {
  readonly icon: IconName;
  readonly doing: string;
  readonly done: string;
  /** For what did not come to a good end. */
  readonly name: string;
  /** The argument that says most. */
  readonly shows: string;
}

const TOOLS: Readonly<Record<string, Words>> = {
  list_folder: { icon: "folder", doing: "Listing", done: "Listed", name: "List", shows: "path" },
  find_files: {
    icon: "search",
    doing: "Finding files",
    done: "Found files",
    name: "Find files",
    shows: "pattern",
  },
  read_file: { icon: "file", doing: "Reading", done: "Read", name: "Read", shows: "path" },
  search_text: {
    icon: "search",
    doing: "Searching for",
    done: "Searched for",
    name: "Search for",
    shows: "text",
  },
  write_file: { icon: "pencil", doing: "Writing", done: "Wrote", name: "Write", shows: "path" },
  run_command: { icon: "terminal", doing: "Running", done: "Ran", name: "Run", shows: "command" },
  set_up_models: {
    icon: "server",
    doing: "Looking for models",
    done: "Looked for models",
    name: "Look for models",
    shows: "",
  },
};

const STATES: Readonly<Record<ToolState, string>> = {
  writing: "preparing",
  running: "running",
  asking: "asks",
  done: "done",
  failed: "failed",
  denied: "not allowed",
  stopped: "stopped",
  "not-run": "not run",
  unknown: "outcome unknown",
};

export function Tool({
  call,
  message,
  reply,
}: {
  call: ToolCall;
  message: Answered;
  reply: Reply;
}): JSX.Element {
  const state = toolState(call, message, reply);
  const interrupt = interruptOf(call, message, reply);
  if (interrupt) return <Approval interrupt={interrupt} call={call} />;
  const result = reply.results.get(call);
  const values = argumentsOf(call);
  const words = wordsOf(call.function.name);
  const busy = state === "writing" || state === "running";
  const shown = words.shows === "" ? "" : String(values?.[words.shows] ?? "");
  const took = workedOn(call, result, reply.runs);
  return (
    <details class={`tool ${state}`} data-call={call.id}>
      <summary>
        <Icon name={words.icon} class="tool-icon" />
        <span class="tool-words">
          <span class="tool-verb">{state === "done" ? words.done : busy ? words.doing : words.name}</span>{" "}
          {shown !== "" && (
            <code class="tool-subject">
              <VisibleText text={oneLine(shown)} />
            </code>
          )}
        </span>
        <span class="tool-state">
          {busy ? <span class="spinner" aria-hidden="true" /> : null}
          {state === "done" ? (
            <span class="visually-hidden">done</span>
          ) : (
            <span class="badge">{STATES[state]}</span>
          )}
          {took !== null && <span class="tool-time">{durationText(took)}</span>}
        </span>
        <Icon name="chevronRight" class="tool-chevron" />
      </summary>
      <div class="tool-body">
        <Arguments call={call} values={values} />
        {state === "unknown" && (
          <p class="tool-note">
            Runnel ended while this was running. Whether it took effect is not known, and it was not repeated.
          </p>
        )}
        {state === "not-run" && <p class="tool-note">This was cut off before it could run.</p>}
        {result && <Output text={result.content} failed={state === "failed"} />}
      </div>
    </details>
  );
}

/** One line without controls, for paper. */
export function toolLine(call: ToolCall, message: Answered, reply: Reply): string {
  const state = toolState(call, message, reply);
  const words = wordsOf(call.function.name);
  const subject = words.shows === "" ? "" : oneLine(String(argumentsOf(call)?.[words.shows] ?? ""));
  const verb = state === "done" ? words.done : words.name;
  return [verb, subject, state === "done" ? "" : `(${STATES[state]})`].filter(Boolean).join(" ");
}

function Arguments({
  call,
  values,
}: {
  call: ToolCall;
  values: Record<string, unknown> | null;
}): JSX.Element | null {
  if (values === null)
    return call.function.arguments === "" ? null : (
      <Labelled name="Arguments">
        <pre tabIndex={0}>
          <VisibleText text={writtenTail(call)} />
        </pre>
      </Labelled>
    );
  const entries = Object.entries(values);
  if (entries.length === 0) return null;
  return (
    <>
      {entries.map(([name, value]) => (
        <Labelled key={name} name={name.replaceAll("_", " ")}>
          <pre tabIndex={0}>
            <VisibleText text={typeof value === "string" ? value : JSON.stringify(value, null, 2)} />
          </pre>
        </Labelled>
      ))}
    </>
  );
}

function Output({ text, failed }: { text: string; failed: boolean }): JSX.Element {
  return (
    <Labelled name={failed ? "Problem" : "Result"}>
      <pre tabIndex={0} class={failed ? "failed" : undefined}>
        {text === "" ? <em>Nothing was returned.</em> : text}
      </pre>
    </Labelled>
  );
}

function Labelled({ name, children }: { name: string; children: JSX.Element }): JSX.Element {
  return (
    <div class="labelled">
      <div class="label">{name}</div>
      {children}
    </div>
  );
}

export function wordsOf(name: string): Words {
  if (Object.hasOwn(TOOLS, name)) return TOOLS[name] as Words;
  const plain = name.replaceAll("_", " ");
  return { icon: "tool", doing: plain, done: plain, name: plain, shows: "" };
}

function oneLine(text: string): string {
  const line = text.split("\n", 1)[0] ?? "";
  const cut = line.length > 160 ? `${line.slice(0, 160)}…` : line;
  return cut.length < text.length && !cut.endsWith("…") ? `${cut} …` : cut;
}
