/** All of a result of which the model was sent the beginning; it is fetched when somebody wants to read it. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { ToolResult } from "../domain/conversation";
import { inert } from "../text/terminal";
import { asProblem } from "../wire/problem";
import { acting } from "../words/acting";
import { working } from "../words/working";
import { useApp } from "./context";
import { Labelled } from "./tool-details";

export function WholeResult({ result, count }: { result: ToolResult; count: number }): JSX.Element {
  const { commands } = useApp();
  const [text, setText] = useState<string | null>(null);
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  const run = result.metadata?.runId;
  const show = async (): Promise<void> => {
    setBusy(true);
    try {
      setText(await commands.wholeResult(run ?? "", result.toolCallId));
      setProblem("");
    } catch (error) {
      setProblem(asProblem(error).message);
    }
    setBusy(false);
  };
  if (text !== null)
    return (
      <Labelled name={acting().result} text={text}>
        <pre tabIndex={0}>{inert(text)}</pre>
      </Labelled>
    );
  return (
    <div class="whole-result">
      <p class="tool-note">{working().cutForModel}</p>
      {run !== undefined && (
        <button type="button" class="button small" disabled={busy} onClick={() => void show()}>
          {working().wholeResult({ count })}
        </button>
      )}
      {problem !== "" && (
        <p class="error-text" role="alert">
          {problem}
        </p>
      )}
    </div>
  );
}
