/** What was deleted: brought back, or deleted for good, which is asked for once more. */
import "./styles/settings.css";
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Summary } from "../domain/conversation";
import { daysUntil, momentText } from "../domain/moment";
import type { Done } from "../state/commands";
import { useApp } from "./context";
import { Dialog } from "./dialog";
import { Icon } from "./icons";

export function BinDialog(): JSX.Element {
  const { store, commands } = useApp();
  const loaded = store.part("bin").value;
  const [asking, setAsking] = useState<string | null>(null);
  const [problem, setProblem] = useState("");
  const list = useRef<HTMLUListElement>(null);
  const [now] = useState(() => Date.now());
  useEffect(() => void commands.loadBin(), []);
  const items = loaded.value?.conversations ?? [];

  /** The keyboard goes on at the next line, or where the bin is empty at Close. */
  const after = (at: number): void => {
    requestAnimationFrame(() => {
      const buttons = list.current?.querySelectorAll<HTMLElement>("[data-restore]") ?? [];
      const next = buttons[Math.min(at, buttons.length - 1)];
      (next ?? list.current?.closest("dialog")?.querySelector<HTMLElement>(".dialog-head button"))?.focus();
    });
  };
  const does = async (at: number, act: Promise<Done>, says: string): Promise<void> => {
    const done = await act;
    setAsking(null);
    setProblem(done.ok ? "" : done.detail);
    if (done.ok) commands.say(says);
    after(at);
  };

  return (
    <Dialog title="Bin" wide>
      <p class="dialog-lead">Deleted chats stay here for 30 days. Then they are deleted for good.</p>
      {loaded.status === "failed" && (
        <p class="error-text" role="alert">
          {loaded.detail}
        </p>
      )}
      {problem && (
        <p class="error-text" role="alert">
          {problem}
        </p>
      )}
      {loaded.value === undefined && loaded.status !== "failed" && <p class="field-note">Reading…</p>}
      {loaded.status === "ready" && items.length === 0 && <p class="bin-empty">The bin is empty.</p>}
      <ul class="bin" ref={list} aria-label="Deleted chats">
        {items.map((item, at) => (
          <li key={item.id} class="bin-line">
            <div class="bin-words">
              <strong dir="auto">{item.title || "New chat"}</strong>
              <span>{stayText(item, now)}</span>
            </div>
            {asking === item.id ? (
              <div class="bin-actions">
                <button
                  type="button"
                  class="button danger small"
                  onClick={() =>
                    void does(
                      at,
                      commands.purge(item.id),
                      `“${item.title || "New chat"}” is deleted for good.`,
                    )
                  }
                >
                  Delete for good
                </button>
                <button
                  type="button"
                  class="button small"
                  ref={(button) => button?.focus()}
                  onClick={() => {
                    setAsking(null);
                    after(at);
                  }}
                >
                  Keep
                </button>
              </div>
            ) : (
              <div class="bin-actions">
                <button
                  type="button"
                  class="button small"
                  data-restore=""
                  aria-label={`Restore ${item.title || "New chat"}`}
                  onClick={() =>
                    void does(at, commands.restore(item.id), `“${item.title || "New chat"}” is back.`)
                  }
                >
                  <Icon name="retry" /> Restore
                </button>
                <button
                  type="button"
                  class="icon-button small"
                  aria-label={`Delete ${item.title || "New chat"} for good`}
                  title="Delete for good"
                  onClick={() => setAsking(item.id)}
                >
                  <Icon name="trash" />
                </button>
              </div>
            )}
          </li>
        ))}
      </ul>
      {loaded.value?.next != null && (
        <button
          type="button"
          class="button small"
          disabled={loaded.status === "loading"}
          onClick={() => void commands.moreOfBin()}
        >
          Show more
        </button>
      )}
      {items.length > 0 && (
        <div class="dialog-actions">
          {asking === "all" ? (
            <>
              <span class="bin-question">
                Everything in the bin is deleted for good. This cannot be undone.
              </span>
              <button
                type="button"
                class="button"
                ref={(button) => button?.focus()}
                onClick={() => setAsking(null)}
              >
                Keep
              </button>
              <button
                type="button"
                class="button danger"
                onClick={() => void does(0, commands.emptyBin(), "The bin is empty.")}
              >
                Delete everything for good
              </button>
            </>
          ) : (
            <button type="button" class="button" onClick={() => setAsking("all")}>
              <Icon name="trash" /> Empty the bin
            </button>
          )}
        </div>
      )}
    </Dialog>
  );
}

function stayText({ deletedAt, purgeAt }: Summary, now: number): string {
  const days = daysUntil(purgeAt ?? now, now);
  const when = momentText(deletedAt ?? now, now);
  if (days === 0) return `Deleted ${when}. It goes today.`;
  return days === 1 ? `Deleted ${when}. 1 day left.` : `Deleted ${when}. ${days} days left.`;
}
