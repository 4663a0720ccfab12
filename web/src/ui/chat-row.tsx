/** One chat in the list: open it, and the menu of what else can be done with it. */
import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import type { Summary } from "../domain/conversation";
import { common } from "../words/common";
import { list } from "../words/list";
import { copyItems, deleteItem, placeItems } from "./chat-items";
import { useApp, useSelect } from "./context";
import { Icon } from "./icons";
import { MenuButton, type MenuHandle } from "./menu";

interface Props {
  readonly item: Summary;
  /** The one line of the list that Tab stops at. */
  readonly active: boolean;
  readonly onFocus: () => void;
}

export function ChatRow({ item, active, onFocus }: Props): JSX.Element {
  const app = useApp();
  const { store, commands } = app;
  const current = useSelect((state) => state.open?.id === item.id);
  const waiting = (store.part("waiting").value[item.id] ?? 0) > 0;
  const menu = useRef<MenuHandle | null>(null);
  const title = titleOf(item);
  const tabIndex = active ? 0 : -1;
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "F2") commands.show({ kind: "rename", id: item.id, title: item.title });
    else if (event.key === "Delete") commands.show({ kind: "delete", id: item.id, title });
    else if (event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey)) menu.current?.open();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div class={current ? "chat current" : "chat"} data-chat={item.id} onFocusCapture={onFocus}>
      <button
        type="button"
        class="chat-open"
        aria-current={current ? "page" : undefined}
        aria-keyshortcuts="F2 Delete Shift+F10"
        title={title}
        tabIndex={tabIndex}
        onKeyDown={onKeyDown}
        onClick={() => commands.open(item.id)}
        onContextMenu={(event) => {
          event.preventDefault();
          menu.current?.open({ x: event.clientX, y: event.clientY });
        }}
      >
        <span class="chat-title" dir="auto">
          {title}
        </span>
        {waiting ? (
          <span class="dot waiting" role="img" aria-label={list().needsApproval} />
        ) : item.running ? (
          <span class="dot running" role="img" aria-label={list().answering} />
        ) : null}
      </button>
      <span class="chat-actions">
        <MenuButton
          label={list().moreAbout({ title })}
          tabIndex={tabIndex}
          handle={menu}
          items={[...placeItems(app, item, true), ...copyItems(app, item.id), deleteItem(app, item, true)]}
        >
          <Icon name="more" />
        </MenuButton>
      </span>
    </div>
  );
}

export function titleOf(item: Pick<Summary, "title">): string {
  return item.title || common().newChat;
}
