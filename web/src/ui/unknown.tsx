/**
 * An action whose end nobody saw: what is known of it, and what a person can do about it. Nothing runs again unless
 * it is asked for.
 */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Answered, ToolCall } from "../domain/conversation";
import type { Reply } from "../domain/view";
import type { CallChoice } from "../wire/shapes";
import { acting } from "../words/acting";
import { allowing } from "../words/allowing";
import { dateTime } from "../words/numbers";
import { useApp } from "./context";
import { useBusy } from "./decide";
import { goOnIfLost } from "./focus";
import { Icon, type IconName } from "./icons";
import { LiveOutput } from "./output";
import { Labelled } from "./tool-details";
import { VisibleText } from "./visible";
import "./styles/unknown.css";

interface Props {
  readonly call: ToolCall;
  readonly message: Answered;
  readonly reply: Reply;
}

const ICONS: Readonly<Record<CallChoice, IconName>> = { again: "retry", done: "check", skip: "close" };

export function Unknown({ call, message, reply }: Props): JSX.Element {
  const output = call.metadata?.output ?? "";
  const began = call.metadata?.endedAt ?? call.metadata?.startedAt;
  const changed = reply.runs.flatMap(({ changes }) =>
    changes.filter(({ toolCallId }) => toolCallId === call.id),
  );
  const paths = [...new Set(changed.map(({ path }) => path))];
  return (
    <div class="tool-unknown" role="note" aria-label={acting().unknown}>
      <p>
        <Icon name="warning" />
        <span>{acting().unknownWhy}</span>
      </p>
      <p>{adviceOn(call.function.name)}</p>
      {began !== undefined && <p class="tool-note">{acting().begunOn({ when: dateTime(began) })}</p>}
      {paths.length > 0 && (
        <div class="unknown-files">
          <p class="tool-note">{allowing().changedSince({ count: paths.length })}</p>
          <ul>
            {paths.map((path) => (
              <li key={path}>
                <code>
                  <VisibleText text={path} />
                </code>
              </li>
            ))}
          </ul>
        </div>
      )}
      {output !== "" && (
        <Labelled name={acting().writtenUntil} text={output}>
          <LiveOutput text={output} label={acting().writtenUntil} />
        </Labelled>
      )}
      <Choices call={call} message={message} reply={reply} />
    </div>
  );
}

/** The choices, and once one was made, which. */
function Choices({ call, message, reply }: Props): JSX.Element | null {
  const { commands, replayed } = useApp();
  const [asked, setAsked] = useState<CallChoice | null>(null);
  const [problem, setProblem] = useState("");
  const busy = useBusy();
  const run = message.metadata?.runId;
  const settled = call.metadata?.settled;
  if (settled !== undefined) {
    return (
      <p class="unknown-chosen" role="status">
        <Icon name={ICONS[settled]} /> {allowing().choseUnknown[settled]}
      </p>
    );
  }
  if (run === undefined || replayed === true) return null;
  // An answer that has gone on already is told what became of it, and does not do it again.
  const choices: readonly CallChoice[] = wentOn(reply, run) ? ["done", "skip"] : ["again", "done", "skip"];
  const choose = async (choice: CallChoice): Promise<void> => {
    setAsked(choice);
    const done = await commands.settleCall(run, call.id, choice);
    setAsked(null);
    setProblem(done.ok ? "" : done.detail);
    if (done.ok) {
      commands.say(allowing().choseUnknown[choice]);
      goOnIfLost();
    }
  };
  return (
    <>
      <div class="unknown-choices" role="group" aria-label={allowing().whatOfIt}>
        {choices.map((choice) => (
          <button
            key={choice}
            type="button"
            class="button small"
            title={allowing().unknownMeans[choice]}
            disabled={asked !== null || busy}
            onClick={() => void choose(choice)}
          >
            <Icon name={ICONS[choice]} /> {allowing().unknownChoices[choice]}
          </button>
        ))}
      </div>
      {problem !== "" && (
        <p class="error-text" role="alert">
          {problem}
        </p>
      )}
    </>
  );
}

function wentOn({ runs, parts }: Reply, run: string): boolean {
  const later = new Set(runs.slice(runs.findIndex(({ id }) => id === run) + 1).map(({ id }) => id));
  return parts.some(({ role, metadata }) => role === "assistant" && later.has(metadata?.runId ?? ""));
}

function adviceOn(tool: string): string {
  switch (tool) {
    case "run_command":
    case "run_python":
      return acting().adviceCommand;
    case "write_file":
    case "edit_file":
      return acting().adviceWritten;
    case "move_file":
      return acting().adviceMoved;
    case "delete_file":
      return acting().adviceDeleted;
    default:
      return acting().unknownAdvice;
  }
}
