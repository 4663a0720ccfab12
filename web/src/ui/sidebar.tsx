/** The list of chats: begin, search, open, and where chats are kept. In a narrow window it is a drawer over the chat. */
import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import type { View } from "../state/app";
import { common } from "../words/common";
import { list } from "../words/list";
import { actionOf, keysOf } from "./actions";
import { ChatList } from "./chat-list";
import { chordLabel } from "./chords";
import { useApp } from "./context";
import { focusComposer } from "./focus";
import { Icon, Mark } from "./icons";
import { lazy } from "./lazy";
import { SearchField } from "./search";
import { ViewButton, ViewHead } from "./view-button";

export { focusComposer } from "./focus";

const SearchHits = lazy(async () => (await import("./hits")).SearchHits);

export function Sidebar(): JSX.Element {
  const { store, commands } = useApp();
  const drawer = store.part("drawer").value;
  const chosen = store.part("settings").value?.shortcuts ?? {};
  const searching = store.part("search").value.query.trim() !== "";
  const scroller = useRef<HTMLDivElement>(null);
  const [at, choose] = useState(-1);
  const keys = keysOf(actionOf("newChat"), chosen)[0];
  return (
    <>
      <nav class={drawer ? "sidebar shown" : "sidebar"} aria-label={list().chats}>
        <div class="sidebar-head">
          <span class="wordmark">
            <Mark />
            Runnel
          </span>
          <button
            type="button"
            class="icon-button only-narrow"
            aria-label={list().closeList}
            onClick={() => commands.showDrawer(false)}
          >
            <Icon name="close" />
          </button>
        </div>
        <button
          type="button"
          class="new-chat"
          title={keys === undefined ? common().newChat : list().newChatKeys({ keys: chordLabel(keys) })}
          onClick={() => {
            commands.newChat();
            focusComposer();
          }}
        >
          <Icon name="plus" />
          {common().newChat}
        </button>
        <div class="search-row">
          <SearchField at={at} choose={choose} />
          <ViewButton />
        </div>
        {!searching && <ViewHead />}
        <div class="sidebar-list" ref={scroller} key={searching ? "hits" : "chats"}>
          {searching ? (
            <SearchHits at={at} choose={choose} scroller={scroller} />
          ) : (
            <Chats scroller={scroller} />
          )}
        </div>
        <div class="sidebar-foot">
          <button type="button" class="quiet" onClick={() => commands.show({ kind: "providers" })}>
            <Icon name="server" />
            {common().providers}
          </button>
          <button type="button" class="quiet" onClick={() => commands.show({ kind: "settings" })}>
            <Icon name="settings" />
            {common().settings}
          </button>
        </div>
      </nav>
      {drawer && <div class="scrim" aria-hidden="true" onClick={() => commands.showDrawer(false)} />}
    </>
  );
}

/** All chats, or those of the archive or of a tag. */
function Chats({ scroller }: { scroller: { readonly current: HTMLDivElement | null } }): JSX.Element {
  const { store, commands } = useApp();
  const { items, next, view } = store.part("list").value;
  if (view !== null && view.status === "failed" && view.items.length === 0) {
    return (
      <div class="sidebar-note">
        <p class="error-text" role="alert">
          {view.detail}
        </p>
        <button type="button" class="button small" onClick={() => void commands.loadView()}>
          <Icon name="retry" /> {common().tryAgain}
        </button>
      </div>
    );
  }
  const shown = view?.items ?? items;
  if (shown.length === 0) return <p class="sidebar-note">{noteOf(view)}</p>;
  const more = view === null ? next !== null : view.next !== null;
  return (
    <ChatList
      key={view === null ? "all" : `${view.archived} ${view.tag}`}
      items={shown}
      label={labelOf(view)}
      days={true}
      scroller={scroller}
      {...(more ? { onEnd: () => void (view === null ? commands.loadMore() : commands.loadView(true)) } : {})}
    />
  );
}

function noteOf(view: View | null): string {
  if (view === null) return list().noneYet;
  if (view.status === "loading") return common().reading;
  return view.archived ? list().archiveIsEmpty : list().noneWithTag;
}

function labelOf(view: View | null): string {
  if (view === null) return list().byDay;
  return view.archived ? list().inArchive : list().withTag;
}
