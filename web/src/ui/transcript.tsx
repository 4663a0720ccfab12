/**
 * The conversation on screen. At most a window of turns is in the page: it grows at the end that is looked at and
 * is trimmed at the other, and one measured turn keeps the view from jumping (WebKit has no scroll anchoring).
 */
import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { turnsOf } from "../domain/view";
import { AskedMessage } from "./asked";
import { useApp } from "./context";
import { Icon } from "./icons";
import { Stick } from "./stick";
import { TurnView } from "./turn";

const FIRST_TURNS = 30;
const MORE_TURNS = 12;
const MOST_TURNS = 120;
const NEAR_PX = 1200;

interface Window {
  readonly from: number;
  readonly to: number;
}

export function Transcript({ id }: { id: string }): JSX.Element {
  const { store } = useApp();
  const open = store.part("open");
  // Only the structure is followed here; growing text goes from the store to its node directly.
  const revision = useRevision();
  const turns = useMemo(() => {
    const conversation = open.peek()?.conversation;
    return conversation ? turnsOf(conversation) : [];
  }, [id, revision]);
  const outgoing = store.part("sending").value[id];
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const stick = useRef<Stick | null>(null);
  const anchor = useRef<{ key: string; top: number } | null>(null);
  const pinned = useRef(0);
  const [follows, setFollows] = useState(true);
  const [span, setSpan] = useState<Window | null>(null);
  const end = span === null ? turns.length : Math.min(span.to, turns.length);
  // At the end the window moves along with new turns; for somebody who reads above, it must not.
  if (follows) pinned.current = Math.max(0, turns.length - FIRST_TURNS);
  const from = Math.min(span === null ? pinned.current : span.from, end);
  const atEnd = end === turns.length;

  useLayoutEffect(() => {
    if (scroller.current === null || content.current === null) return;
    const made = new Stick(scroller.current, content.current, setFollows);
    stick.current = made;
    setSpan(null);
    made.toEnd();
    return () => made.dispose();
  }, [id]);

  const sent = outgoing?.id;
  useEffect(() => {
    if (sent !== undefined) toLatest();
  }, [sent]);

  useLayoutEffect(() => {
    const held = anchor.current;
    const element = scroller.current;
    anchor.current = null;
    if (held === null || element === null) return;
    const now = element.querySelector(`[data-turn="${CSS.escape(held.key)}"]`)?.getBoundingClientRect().top;
    if (now !== undefined) element.scrollTop += now - held.top;
  }, [from, end]);

  const move = (next: Window): void => {
    const element = scroller.current;
    const middle = (element?.getBoundingClientRect().top ?? 0) + (element?.clientHeight ?? 0) / 2;
    for (const turn of content.current?.querySelectorAll<HTMLElement>("[data-turn]") ?? []) {
      const box = turn.getBoundingClientRect();
      if (box.bottom >= middle - 1) {
        anchor.current = { key: turn.dataset.turn ?? "", top: box.top };
        break;
      }
    }
    setSpan(next);
  };

  const onScroll = (): void => {
    const element = scroller.current;
    if (element === null) return;
    if (stick.current?.follows && span !== null && atEnd) setSpan(null);
    if (element.scrollTop < NEAR_PX && from > 0) {
      const next = Math.max(0, from - MORE_TURNS);
      move({ from: next, to: Math.min(end, next + MOST_TURNS) });
    } else if (!atEnd && element.scrollHeight - element.clientHeight - element.scrollTop < NEAR_PX) {
      const next = Math.min(turns.length, end + MORE_TURNS);
      move({ from: Math.max(from, next - MOST_TURNS), to: next });
    }
  };

  const toLatest = (): void => {
    setSpan(null);
    requestAnimationFrame(() => stick.current?.toEnd());
  };

  // While somebody reads above, new turns join the window without moving it.
  const shown = turns.slice(from, span !== null && atEndBefore(span, turns.length) ? turns.length : end);

  return (
    <div class="transcript-frame">
      <div class="transcript" ref={scroller} onScroll={onScroll} tabIndex={-1} id="transcript">
        <div class="column" ref={content} role="log" aria-live="off" aria-label="Conversation">
          {from > 0 && <p class="earlier">Earlier messages appear as you scroll up.</p>}
          {shown.map((turn, at) => (
            <TurnView key={turn.key} turn={turn} last={atEnd && from + at === turns.length - 1} />
          ))}
          {outgoing && (
            <div class="turn">
              <AskedMessage text={outgoing.text} pending />
            </div>
          )}
        </div>
      </div>
      {(!follows || !atEnd) && (
        <button type="button" class="to-latest" onClick={toLatest}>
          <Icon name="down" /> Jump to latest
        </button>
      )}
    </div>
  );
}

function atEndBefore(span: Window, length: number): boolean {
  return span.to >= length - 1;
}

/** The count of structural changes: the only part of the open conversation that renders anything. */
function useRevision(): number {
  const { store } = useApp();
  const [revision, setRevision] = useState(store.now().open?.revision ?? 0);
  useLayoutEffect(() => {
    const open = store.part("open");
    return open.subscribe((now) => setRevision(now?.revision ?? 0));
  }, [store]);
  return revision;
}
