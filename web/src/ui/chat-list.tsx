/**
 * The chats, 10,000 of them if there are: lines in view only, more of them from the server as one goes down. Arrows,
 * Home, End and first letters move; what is pressed does not move away under the pointer.
 */
import type { JSX, RefObject } from "preact";
import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Summary } from "../domain/conversation";
import { type Row, rowsOf } from "../domain/days";
import { language } from "../words/language";
import { list } from "../words/list";
import { ChatRow, titleOf } from "./chat-row";
import { useSelect } from "./context";
import { useHeldOrder } from "./held-order";
import { lineAfter, Typed } from "./row-keys";
import { Rows, reveal, useRowHeight } from "./rows";

interface Props {
  readonly items: readonly Summary[];
  readonly label: string;
  /** With the days above them; found ones stand by themselves. */
  readonly days: boolean;
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly onEnd?: () => void;
}

export function ChatList({ items: newest, label, days, scroller, onEnd }: Props): JSX.Element {
  const row = useRowHeight();
  const items = useHeldOrder(newest, scroller);
  const openId = useSelect((state) => state.open?.id ?? null);
  const today = new Date().setHours(0, 0, 0, 0);
  const spoken = language();
  const rows = useMemo<readonly Row[]>(
    () =>
      days
        ? rowsOf(items, Date.now())
        : items.map((item, place) => ({ kind: "chat", key: item.id, item, place })),
    [items, days, today, spoken],
  );
  const keys = useMemo(() => rows.map(({ key }) => key), [rows]);
  const [focused, setFocused] = useState<string | null>(null);
  const typed = useMemo(() => new Typed(), []);
  const wanted = useRef<string | null>(null);
  const active = focused ?? openId;
  const at = active === null ? -1 : keys.indexOf(active);
  const stop = at >= 0 ? at : rows.findIndex(({ kind }) => kind === "chat");
  useStillView(keys, row, scroller);

  useLayoutEffect(() => {
    if (wanted.current === null) return;
    const button = scroller.current?.querySelector<HTMLElement>(
      `[data-chat="${CSS.escape(wanted.current)}"] .chat-open`,
    );
    wanted.current = null;
    button?.focus({ preventScroll: true });
  });

  const onKeyDown = (event: KeyboardEvent): void => {
    const element = scroller.current;
    if (element === null) return;
    const next = lineAfter(
      event,
      {
        count: rows.length,
        now: stop,
        page: Math.max(1, Math.floor(element.clientHeight / row) - 1),
        nameOf: (line) => {
          const there = rows[line];
          return there?.kind === "chat" ? titleOf(there.item) : null;
        },
      },
      typed,
    );
    if (next === null) return;
    event.preventDefault();
    event.stopPropagation();
    // The day above the first of its chats is shown with it.
    reveal(element, rows[next - 1]?.kind === "day" ? next - 1 : next, row);
    reveal(element, next, row);
    wanted.current = keys[next] ?? null;
    setFocused(wanted.current);
  };

  return (
    <div
      class="chat-list"
      role="group"
      aria-label={list().chats}
      onKeyDown={onKeyDown}
      onFocusOut={({ currentTarget, relatedTarget }) => {
        if (!(relatedTarget instanceof Node && currentTarget.contains(relatedTarget))) setFocused(null);
      }}
    >
      <Rows
        scroller={scroller}
        keys={keys}
        label={label}
        held={focused === null ? -1 : at}
        {...(onEnd ? { onEnd } : {})}
        render={(line) => {
          const there = rows[line];
          if (there === undefined) return null;
          if (there.kind === "day") return <h2 class="day">{there.name}</h2>;
          return (
            <ChatRow item={there.item} active={line === stop} onFocus={() => setFocused(there.item.id)} />
          );
        }}
      />
    </div>
  );
}

/** Lines that come or go above the view leave the view as it is; at the top of the list the newest is shown. */
function useStillView(keys: readonly string[], row: number, scroller: RefObject<HTMLElement | null>): void {
  const before = useRef(keys);
  useLayoutEffect(() => {
    const old = before.current;
    before.current = keys;
    const element = scroller.current;
    if (old === keys || element === null || element.scrollTop < row / 2) return;
    const first = Math.ceil(element.scrollTop / row);
    const places = new Map(keys.map((key, at) => [key, at]));
    // Most of what is in view moves by the same; one line that was brought to the top does not count.
    const moves: number[] = [];
    for (let line = first; line < first + 3 && line < old.length; line++) {
      const now = places.get(old[line] ?? "");
      if (now !== undefined) moves.push(now - line);
    }
    const by = moves.sort((one, other) => one - other)[moves.length >> 1] ?? 0;
    if (by !== 0) element.scrollTop += by * row;
  }, [keys]);
}
