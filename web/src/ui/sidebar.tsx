/** The list of chats: begin, find, open, rename, delete. In a narrow window it is a drawer over the chat. */
import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import { ChatList } from "./chat-list";
import { useApp } from "./context";
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
        <Chats searching={searching} />
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

/** What is under the head: what was found, or all of them. */
function Chats({ searching }: { searching: boolean }): JSX.Element {
  const { store, commands } = useApp();
  const scroller = useRef<HTMLDivElement>(null);
  const { items, next, found } = store.part("list").value;
  const shown = searching ? found.value : items;
  return (
    <div class="sidebar-list" ref={scroller}>
      {searching && found.status === "failed" ? (
        <p class="sidebar-note error-text">{found.detail}</p>
      ) : shown === undefined ? (
        <p class="sidebar-note">Searching…</p>
      ) : shown.length === 0 ? (
        <p class="sidebar-note">{searching ? "No chat matches." : "Your chats will be listed here."}</p>
      ) : (
        <ChatList
          key={searching ? "found" : "all"}
          items={shown}
          label={searching ? "Chats found" : "Chats by day"}
          days={!searching}
          scroller={scroller}
          {...(searching || next === null ? {} : { onEnd: () => void commands.loadMore() })}
        />
      )}
    </div>
  );
}

export function focusComposer(): void {
  document.getElementById("composer")?.focus(); // at once: the next key is meant for it
}
