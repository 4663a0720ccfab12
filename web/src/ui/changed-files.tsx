/** Below an answer that has ended: which files it changed, and the way to look at that and take it back. */
import type { JSX } from "preact";
import type { Reply } from "../domain/view";
import { useApp } from "./context";
import { Counts } from "./diff";
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
      <span>{files === 1 ? "1 file was changed" : `${files} files were changed`}</span>
      <Counts changes={changes} />
      {undone > 0 && (
        <span class="badge">
          <Icon name="undo" />
          {undone === changes.length ? "undone" : "undone in part"}
        </span>
      )}
      <button
        type="button"
        class="quiet small-text"
        onClick={() => commands.show({ kind: "changes", run: reply.runs[0]?.id ?? null })}
      >
        Show the changes
      </button>
    </p>
  );
}
