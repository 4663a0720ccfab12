/** What was deleted: brought back, or deleted for good, which is asked for once more. */
import "./styles/bin.css";
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Summary } from "../domain/conversation";
import { daysUntil, momentText } from "../domain/moment";
import type { Done } from "../state/commands";
import { common } from "../words/common";
import { list } from "../words/list";
import { shelves } from "../words/shelves";
import { useApp } from "./context";
import { Dialog } from "./dialog";
import { focusOnce } from "./focus";
import { Icon } from "./icons";

export function BinDialog(): JSX.Element {
  const { store, commands } = useApp();
  const loaded = store.part("bin").value;
  const [asking, setAsking] = useState<string | null>(null);
  const [problem, setProblem] = useState("");
  const lines = useRef<HTMLUListElement>(null);
  const [now] = useState(() => Date.now());
  useEffect(() => void commands.loadBin(), []);
  const items = loaded.value?.conversations ?? [];

  /** The keyboard goes on at the next line, or where the bin is empty at Close. */
  const after = (at: number): void => {
    requestAnimationFrame(() => {
      const buttons = lines.current?.querySelectorAll<HTMLElement>("[data-restore]") ?? [];
      const next = buttons[Math.min(at, buttons.length - 1)];
      (next ?? lines.current?.closest("dialog")?.querySelector<HTMLElement>(".dialog-head button"))?.focus();
    });
  };
  const busy = useRef(false);
  const does = async (at: number, act: () => Promise<Done>, says: string): Promise<void> => {
    if (busy.current) return; // a second press is about what is going already
    busy.current = true;
    const done = await act();
    busy.current = false;
    setAsking(null);
    setProblem(done.ok ? "" : done.detail);
    if (done.ok) commands.say(says);
    after(at);
  };

  return (
    <Dialog title={shelves().bin} wide>
      <p class="dialog-lead">{shelves().binLead}</p>
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
      {loaded.value === undefined && loaded.status !== "failed" && (
        <p class="field-note">{common().reading}</p>
      )}
      {loaded.status === "ready" && items.length === 0 && <p class="bin-empty">{shelves().binIsEmpty}</p>}
      <ul class="bin" ref={lines} aria-label={shelves().deletedChats}>
        {items.map((item, at) => (
          <li key={item.id} class="bin-line">
            <div class="bin-words">
              <strong dir="auto">{item.title || common().newChat}</strong>
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
                      () => commands.purge(item.id),
                      shelves().deletedForGood({ title: item.title || common().newChat }),
                    )
                  }
                >
                  {shelves().deleteForGood}
                </button>
                <button
                  type="button"
                  class="button small"
                  ref={focusOnce}
                  onClick={() => {
                    setAsking(null);
                    after(at);
                  }}
                >
                  {common().keep}
                </button>
              </div>
            ) : (
              <div class="bin-actions">
                <button
                  type="button"
                  class="button small"
                  data-restore=""
                  aria-label={shelves().restoreTitle({ title: item.title || common().newChat })}
                  onClick={() =>
                    void does(
                      at,
                      () => commands.restore(item.id),
                      list().isBack({ title: item.title || common().newChat }),
                    )
                  }
                >
                  <Icon name="retry" /> {shelves().restore}
                </button>
                <button
                  type="button"
                  class="icon-button small"
                  aria-label={shelves().deleteTitleForGood({ title: item.title || common().newChat })}
                  title={shelves().deleteForGood}
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
          {shelves().showMore}
        </button>
      )}
      {items.length > 0 && (
        <div class="dialog-actions">
          {asking === "all" ? (
            <>
              <span class="bin-question">{shelves().reallyAll}</span>
              <button type="button" class="button" ref={focusOnce} onClick={() => setAsking(null)}>
                {common().keep}
              </button>
              <button
                type="button"
                class="button danger"
                onClick={() => void does(0, () => commands.emptyBin(), shelves().binIsEmpty)}
              >
                {shelves().deleteAll}
              </button>
            </>
          ) : (
            <button type="button" class="button" onClick={() => setAsking("all")}>
              <Icon name="trash" /> {shelves().empty}
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
  return days === 0 ? shelves().goesToday({ when }) : shelves().daysLeft({ when, days });
}
