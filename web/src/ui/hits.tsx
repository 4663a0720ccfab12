/** What a search in all chats found, in the place of the list of chats; the keyboard stays in the field above. */
import type { JSX, RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { momentText } from "../domain/moment";
import { withoutSigns } from "../domain/signs";
import type { Hit } from "../wire/shapes";
import { common } from "../words/common";
import { list } from "../words/list";
import { useApp } from "./context";
import { Icon } from "./icons";
import { type Chosen, hitId, useGo } from "./search";

const NEAR_END_PX = 600;

export function SearchHits({
  at,
  choose,
  scroller,
}: Chosen & { scroller: RefObject<HTMLElement | null> }): JSX.Element {
  const { store, commands } = useApp();
  const search = store.part("search").value;
  const go = useGo();
  const [now] = useState(() => Date.now());
  const shown = useRef<HTMLDivElement>(null);
  useEffect(() => {
    shown.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  }, [at, search.hits]);
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const look = (): void => {
      const left = element.scrollHeight - element.scrollTop - element.clientHeight;
      if (left < NEAR_END_PX) void commands.moreHits();
    };
    element.addEventListener("scroll", look, { passive: true });
    return () => element.removeEventListener("scroll", look);
  }, []);
  const titles = search.hits.filter((hit) => hit.message === null).length;
  const group = (label: string, from: number, to: number): JSX.Element | null =>
    from === to ? null : (
      <div role="group" aria-label={label} key={label}>
        <div class="day hit-group" aria-hidden="true">
          {label}
        </div>
        {search.hits.slice(from, to).map((hit, index) => (
          <HitLine
            key={`${hit.conversation} ${hit.message ?? ""}`}
            hit={hit}
            id={hitId(from + index)}
            now={now}
            chosen={from + index === at}
            point={() => choose(from + index)}
            go={() => {
              choose(from + index);
              go(hit);
            }}
          />
        ))}
      </div>
    );
  return (
    <>
      <div
        role="listbox"
        id="hits"
        aria-label={list().hits}
        aria-busy={search.status === "loading"}
        ref={shown}
      >
        {group(list().inTitles, 0, titles)}
        {group(list().inMessages, titles, search.hits.length)}
      </div>
      <p class="sidebar-note hit-note" role="status">
        {noteOf(search.status, search.hits.length, search.next !== null)}
      </p>
      {search.status === "failed" && (
        <div class="sidebar-note">
          <p class="error-text" role="alert">
            {search.detail}
          </p>
          <button type="button" class="button small" onClick={() => void commands.searchAgain()}>
            <Icon name="retry" /> {common().tryAgain}
          </button>
        </div>
      )}
    </>
  );
}

function noteOf(status: string, count: number, more: boolean): string {
  if (status === "loading" && count === 0) return list().searching;
  if (status === "failed") return "";
  if (status === "more") return list().lookingForMore;
  if (count === 0) return status === "ready" ? list().noHits : "";
  if (more) return list().firstHits({ count });
  return list().countOfHits({ count });
}

interface LineProps {
  readonly hit: Hit;
  readonly id: string;
  readonly now: number;
  readonly chosen: boolean;
  readonly point: () => void;
  readonly go: () => void;
}

function HitLine({ hit, id, now, chosen, point, go }: LineProps): JSX.Element {
  const inTitle = hit.message === null;
  return (
    // The keyboard is in the field, which names the chosen line to a screen reader.
    // biome-ignore lint/a11y/useKeyWithClickEvents: Enter in the field does it
    <div
      id={id}
      role="option"
      aria-selected={chosen}
      tabIndex={-1}
      class={chosen ? "hit chosen" : "hit"}
      onPointerMove={point}
      onClick={go}
    >
      <span class="hit-title" dir="auto">
        {inTitle ? <Pieces snippet={hit.snippet} /> : hit.title || common().newChat}
      </span>
      <span class="hit-about">
        {inTitle ? "" : hit.role === "user" ? common().you : common().answer}
        <time>{momentText(hit.at, now)}</time>
      </span>
      {!inTitle && (
        <span class="hit-words" dir="auto">
          <Pieces
            snippet={hit.snippet.map((piece) =>
              piece.hit ? piece : { ...piece, text: withoutSigns(piece.text) },
            )}
          />
        </span>
      )}
    </div>
  );
}

function Pieces({ snippet }: Pick<Hit, "snippet">): JSX.Element {
  return (
    <>
      {snippet.map((piece, at) =>
        piece.hit ? <mark key={at}>{piece.text}</mark> : <span key={at}>{piece.text}</span>,
      )}
    </>
  );
}
