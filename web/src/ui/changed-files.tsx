/** Below an answer that has ended: which files it changed, and the way to look at that and take it back. */
import type { JSX } from "preact";
import type { Reply } from "../domain/view";
import { acting } from "../words/acting";
import { useApp } from "./context";
import { Counts } from "./counts";
import { Icon } from "./icons";

export function ChangedFiles({ reply }: { reply: Reply }): JSX.Element | null {
  const { commands } = useApp();
  const changes = reply.runs.flatMap((run) => run.changes);
  const last = reply.runs[reply.runs.length - 1];
  if (changes.length === 0 || last?.status === "running" || last?.status === "waiting") return null;
  const files = new Set(changes.map(({ folder, path }) => JSON.stringify([folder, path]))).size;
  const undone = changes.filter(({ state }) => state === "undone").length;
  return (
    <p class="changed-files">
      <Icon name="pencil" />
      <span>{acting().changedFiles({ count: files })}</span>
      <Counts changes={changes} />
      {undone > 0 && (
        <span class="badge">
          <Icon name="undo" />
          {undone === changes.length ? acting().undone : acting().undoneInPart}
        </span>
      )}
      <button
        type="button"
        class="quiet small-text"
        onClick={() => commands.show({ kind: "changes", run: reply.runs[0]?.id ?? null })}
      >
        {acting().showChanges}
      </button>
    </p>
  );
}
