/** Where what came before was summed up for the model: what it is sent instead, and the way back. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { SummedUp } from "../domain/conversation";
import { working } from "../words/working";
import { useApp } from "./context";
import { Icon } from "./icons";
import { VisibleText } from "./visible";
import "./styles/working.css";

export function SummedUpNote({ summary }: { summary: SummedUp }): JSX.Element {
  const { commands, store, replayed } = useApp();
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  const undo = async (): Promise<void> => {
    const open = store.now().open;
    if (open === null) return;
    setBusy(true);
    const done = await commands.undoSummary(open.id, summary.id);
    setBusy(false);
    setProblem(done.ok ? "" : done.detail);
    if (done.ok) commands.say(working().summaryUndone);
  };
  return (
    <details class={`summed-up ${summary.undone ? "undone" : ""}`}>
      <summary>
        <Icon name="fold" class="tool-icon" />
        <span class="summed-up-title">{summary.undone ? working().summedUpUndone : working().summedUp}</span>
        {summary.undone && <span class="badge">{working().undone}</span>}
        <Icon name="chevronRight" class="tool-chevron" />
      </summary>
      <div class="summed-up-body">
        <p class="tool-note">{summary.undone ? working().summaryUndone : working().summaryWhy}</p>
        <div class="summed-up-text" dir="auto" role="group" aria-label={working().summary} tabIndex={0}>
          <VisibleText text={summary.text} />
        </div>
        {!summary.undone && replayed !== true && (
          <button type="button" class="button small" disabled={busy} onClick={() => void undo()}>
            <Icon name="undo" /> {working().sendWhole}
          </button>
        )}
        {problem !== "" && (
          <p class="error-text" role="alert">
            {problem}
          </p>
        )}
      </div>
    </details>
  );
}
