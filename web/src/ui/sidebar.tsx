/** The list of chats: begin, find, open, rename, delete. In a narrow window it is a drawer over the chat. */
import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import type { Summary } from "../domain/conversation";
import { dayGroups } from "../domain/days";
import { useApp, useSelect } from "./context";
import { Icon, Mark } from "./icons";
import { isImeKey, SHORTCUTS, shortcutLabel } from "./keys";

export function Sidebar(): JSX.Element {
  const { store, commands } = useApp();
  const list = store.part("list").value;
  const drawer = store.part("drawer").value;
  const searching = list.query.trim() !== "";
  return (
    <>
      <nav class={drawer ? "sidebar shown" : "sidebar"} aria-label="Chats">
        <div class="sidebar-head">
          <span class="wordmark">
            <Mark />
            Runnel
          </span>
          <button
            type="button"
            class="icon-button only-narrow"
            aria-label="Close the list of chats"
            onClick={() => commands.showDrawer(false)}
          >
            <Icon name="close" />
          </button>
        </div>
        <button
          type="button"
          class="new-chat"
          title={`New chat (${shortcutLabel(SHORTCUTS[0] ?? { keys: [] })})`}
          onClick={() => {
            commands.newChat();
            focusComposer();
          }}
        >
          <Icon name="plus" />
          New chat
        </button>
        <Search />
        <div class="sidebar-list">{searching ? <Found /> : <Groups items={list.items} />}</div>
        <div class="sidebar-foot">
          <button type="button" class="quiet" onClick={() => commands.show({ kind: "providers" })}>
            <Icon name="server" />
            Models and providers
          </button>
          <button type="button" class="quiet" onClick={() => commands.show({ kind: "settings" })}>
            <Icon name="settings" />
            Settings
          </button>
        </div>
      </nav>
      {drawer && <div class="scrim" aria-hidden="true" onClick={() => commands.showDrawer(false)} />}
    </>
  );
}

function Search(): JSX.Element {
  const { store, commands } = useApp();
  const query = store.part("list").value.query;
  return (
    <div class="search">
      <Icon name="search" />
      <input
        id="search"
        type="search"
        placeholder="Search chats"
        aria-label="Search chats"
        autocomplete="off"
        value={query}
        onInput={(event) => commands.search(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (isImeKey(event) || event.key !== "Escape") return;
          event.stopPropagation();
          if (query === "") focusComposer();
          else commands.search("");
        }}
      />
      {query !== "" && (
        <button
          type="button"
          class="icon-button small"
          aria-label="Clear the search"
          onClick={() => commands.search("")}
        >
          <Icon name="close" />
        </button>
      )}
    </div>
  );
}

function Found(): JSX.Element {
  const { store } = useApp();
  const found = store.part("list").value.found;
  if (found.status === "failed") return <p class="sidebar-note error-text">{found.detail}</p>;
  if (found.value === undefined) return <p class="sidebar-note">Searching…</p>;
  if (found.value.length === 0) return <p class="sidebar-note">No chat matches.</p>;
  return (
    <ul class="chats" aria-label="Chats found">
      {found.value.map((item) => (
        <Chat key={item.id} item={item} />
      ))}
    </ul>
  );
}

function Groups({ items }: { items: readonly Summary[] }): JSX.Element {
  const { store, commands } = useApp();
  const { next, loadingMore } = store.part("list").value;
  if (items.length === 0) return <p class="sidebar-note">Your chats will be listed here.</p>;
  return (
    <>
      {dayGroups(items, Date.now()).map((group) => (
        <section key={group.name} aria-label={group.name}>
          <h2 class="day">{group.name}</h2>
          <ul class="chats">
            {group.items.map((item) => (
              <Chat key={item.id} item={item} />
            ))}
          </ul>
        </section>
      ))}
      {next !== null && (
        <button
          type="button"
          class="quiet more"
          disabled={loadingMore}
          onClick={() => void commands.loadMore()}
        >
          {loadingMore ? "Loading…" : "Show older chats"}
        </button>
      )}
    </>
  );
}

function Chat({ item }: { item: Summary }): JSX.Element {
  const { store, commands } = useApp();
  const row = useRef<HTMLLIElement>(null);
  const current = useSelect((state) => state.open?.id === item.id);
  const waiting = (store.part("waiting").value[item.id] ?? 0) > 0;
  const title = item.title || "New chat";
  return (
    <li ref={row} class={current ? "chat current" : "chat"}>
      <button
        type="button"
        class="chat-open"
        aria-current={current ? "page" : undefined}
        title={title}
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
          onClick={() => commands.show({ kind: "rename", id: item.id, title: item.title })}
        >
          <Icon name="pencil" />
        </button>
        <button
          type="button"
          class="icon-button small"
          aria-label={`Delete ${title}`}
          title="Delete"
          onClick={() => commands.show({ kind: "delete", id: item.id, title })}
        >
          <Icon name="trash" />
        </button>
      </span>
    </li>
  );
}

export function focusComposer(): void {
  document.getElementById("composer")?.focus(); // at once: the next key is meant for it
}
