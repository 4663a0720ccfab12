/** Below an answer: its other versions, copying, another try, and what made it. */
import type { JSX } from "preact";
import type { Run } from "../domain/conversation";
import { durationText } from "../domain/days";
import type { Reply } from "../domain/view";
import { decidingOn } from "../state/deciding";
import { useApp, useSelect } from "./context";
import { useBusy } from "./decide";
import { Icon } from "./icons";
import { modelLabel } from "./model-picker";

interface FootProps {
  readonly reply: Reply;
  readonly run: Run | undefined;
  readonly again: boolean;
  readonly others: JSX.Element | null;
}

export function Foot({ reply, run, again, others }: FootProps): JSX.Element | null {
  const { store, commands } = useApp();
  const busy = useBusy();
  const underway = useSelect((state) => run !== undefined && decidingOn(state, run.id).settling !== null);
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
          disabled={busy || underway}
          onClick={() => {
            const open = store.now().open;
            if (open) void commands.settle(open.id, run.id, "retry");
          }}
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
