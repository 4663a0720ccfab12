/**
 * Looking for words in all chats: the field above the list; the hits (`hits.tsx`) stand in the list's place. The keyboard
 * stays in the field, so that one can look at hit after hit; arrows choose, Enter goes there.
 */
import type { JSX } from "preact";
import type { Hit } from "../wire/shapes";
import { common } from "../words/common";
import { list } from "../words/list";
import { useApp } from "./context";
import { focusComposer, focusWhenShown } from "./focus";
import { Icon } from "./icons";
import { isImeKey } from "./keys";

const PAGE = 8;

export const SEARCH_ID = "search";

export interface Chosen {
  readonly at: number;
  readonly choose: (at: number) => void;
}

export function SearchField({ at, choose }: Chosen): JSX.Element {
  const { store, commands } = useApp();
  const search = store.part("search").value;
  const go = useGo();
  const onKeyDown = (event: KeyboardEvent): void => {
    if (isImeKey(event) || event.ctrlKey || event.metaKey || event.altKey) return;
    const moves: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: PAGE, PageUp: -PAGE };
    const move = moves[event.key];
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      if (search.query === "") focusComposer();
      else commands.search("");
    } else if (search.hits.length === 0) {
      return;
    } else if (move !== undefined) {
      event.preventDefault();
      const next = Math.max(0, Math.min(search.hits.length - 1, at + move));
      choose(next);
      if (next >= search.hits.length - PAGE) void commands.moreHits();
    } else if (event.key === "Enter") {
      event.preventDefault();
      const hit = search.hits[Math.max(0, at)];
      if (hit) go(hit);
    }
  };
  const open = search.query.trim() !== "";
  return (
    <div class="search">
      <Icon name="search" />
      <input
        id={SEARCH_ID}
        type="text"
        role="combobox"
        aria-expanded={open}
        aria-controls={open ? "hits" : undefined}
        aria-autocomplete="list"
        aria-activedescendant={open && search.hits[at] ? hitId(at) : undefined}
        placeholder={list().search}
        aria-label={list().searchAll}
        autocomplete="off"
        spellcheck={false}
        value={search.query}
        onInput={(event) => {
          choose(-1);
          commands.search(event.currentTarget.value);
        }}
        onKeyDown={onKeyDown}
      />
      {search.query !== "" && (
        <button
          type="button"
          class="icon-button small"
          aria-label={list().clearSearch}
          onClick={() => {
            commands.search("");
            document.getElementById(SEARCH_ID)?.focus();
          }}
        >
          <Icon name="close" />
        </button>
      )}
    </div>
  );
}

/** Opens the chat of a hit, at its message. */
export function useGo(): (hit: Hit) => void {
  const { store, commands } = useApp();
  return (hit) => {
    const narrow = store.now().drawer;
    if (hit.message === null) commands.open(hit.conversation);
    else commands.jumpTo(hit.conversation, hit.message, store.now().search.query.trim());
    if (narrow) focusWhenShown(() => document.getElementById("transcript"));
    else commands.say(list().shownTitle({ title: hit.title || common().newChat }));
  };
}

export function hitId(at: number): string {
  return `hit-${at}`;
}
