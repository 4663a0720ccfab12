/** One chat in the list: open it, and what else can be done with it. */
import type { JSX } from "preact";
import type { Summary } from "../domain/conversation";
import { useApp, useSelect } from "./context";
import { Icon } from "./icons";

interface Props {
  readonly item: Summary;
  /** The one line of the list that Tab stops at. */
  readonly active: boolean;
  readonly onFocus: () => void;
}

export function ChatRow({ item, active, onFocus }: Props): JSX.Element {
  const { store, commands } = useApp();
  const current = useSelect((state) => state.open?.id === item.id);
  const waiting = (store.part("waiting").value[item.id] ?? 0) > 0;
  const title = titleOf(item);
  const tabIndex = active ? 0 : -1;
  return (
    <div class={current ? "chat current" : "chat"} data-chat={item.id} onFocusCapture={onFocus}>
      <button
        type="button"
        class="chat-open"
        aria-current={current ? "page" : undefined}
        title={title}
        tabIndex={tabIndex}
        onClick={() => commands.open(item.id)}
      >
        <span class="chat-title" dir="auto">
          {title}
        </span>
        {waiting ? (
          <span class="dot waiting" role="img" aria-label="Waits for your approval" />
        ) : item.running ? (
          <span class="dot running" role="img" aria-label="Answering" />
        ) : null}
      </button>
      <span class="chat-actions">
        <button
          type="button"
          class="icon-button small"
          aria-label={`Rename ${title}`}
          title="Rename"
          tabIndex={tabIndex}
          onClick={() => commands.show({ kind: "rename", id: item.id, title: item.title })}
        >
          <Icon name="pencil" />
        </button>
        <button
          type="button"
          class="icon-button small"
          aria-label={`Delete ${title}`}
          title="Delete"
          tabIndex={tabIndex}
          onClick={() => commands.show({ kind: "delete", id: item.id, title })}
        >
          <Icon name="trash" />
        </button>
      </span>
    </div>
  );
}

export function titleOf(item: Pick<Summary, "title">): string {
  return item.title || "New chat";
}
