/** What a person asked in the chat on screen, by days, to go there: the scrollbar tells of a part of a long chat only. */
import type { JSX, RefObject } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { shownOf } from "../domain/branches";
import type { Conversation } from "../domain/conversation";
import { type Line, linesOf } from "../domain/outline";
import { turnsOf } from "../domain/turns";
import { transcript } from "../words/transcript";
import { useApp } from "./context";
import { lineAfter, Typed } from "./row-keys";
import { Rows, reveal, useRowHeight } from "./rows";
import "./styles/outline.css";

export function Outline({
  chat,
  close,
}: {
  chat: Conversation;
  close: (focus: boolean) => void;
}): JSX.Element {
  const { commands } = useApp();
  const lines = useMemo(() => linesOf(shownOf(turnsOf(chat), chat)), [chat]);
  const keys = useMemo(() => lines.map(({ key }) => key), [lines]);
  const row = useRowHeight();
  const scroller = useRef<HTMLDivElement>(null);
  const typed = useMemo(() => new Typed(), []);
  const begin = useMemo(() => beginOf(lines), [lines]);
  const [at, setAt] = useState(begin);
  useFocus(scroller, at, row);

  const go = (message: string): void => {
    commands.jumpTo(chat.id, message);
    close(true);
  };
  if (lines.length === 0) return <p class="sidebar-note">{transcript().nothingYet}</p>;
  return (
    <div
      class="outline-lines"
      role="group"
      aria-label={transcript().yourMessages}
      ref={scroller}
      onKeyDown={(event) => {
        const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / row) - 1);
        const nameOf = (line: number): string | null => {
          const there = lines[line];
          return there?.kind === "prompt" ? there.text : null;
        };
        const next = lineAfter(event, { count: lines.length, now: at, page, nameOf }, typed);
        if (next === null) return;
        event.preventDefault();
        event.stopPropagation();
        setAt(next);
      }}
    >
      <Rows
        scroller={scroller}
        keys={keys}
        label={transcript().byDay}
        held={at}
        render={(place) => {
          const line = lines[place];
          if (line === undefined) return null;
          if (line.kind === "day") return <h2 class="day">{line.name}</h2>;
          return (
            <button
              type="button"
              class="outline-line"
              data-line={place}
              tabIndex={place === at ? 0 : -1}
              aria-current={place === begin ? "location" : undefined}
              title={line.text}
              onClick={() => go(line.message)}
            >
              <span class="outline-text" dir="auto">
                {line.text}
              </span>
              <span class="outline-time">{line.time}</span>
            </button>
          );
        }}
      />
    </div>
  );
}

/** The message that is read now: the last one that begins above the middle of the view. */
function beginOf(lines: readonly Line[]): number {
  const view = document.getElementById("transcript")?.getBoundingClientRect();
  let read: string | null = null;
  for (const turn of document.querySelectorAll("#transcript [data-turn]"))
    if (view && turn.getBoundingClientRect().top < view.top + view.height / 2)
      read = turn.getAttribute("data-turn");
  const at = lines.findIndex((line) => line.kind === "prompt" && line.message === read);
  return at >= 0 ? at : lines.length - 1;
}

function useFocus(scroller: RefObject<HTMLElement | null>, at: number, row: number): void {
  const isShown = useRef(false);
  const focus = (element: HTMLElement): void => {
    reveal(element, at, row);
    element.querySelector<HTMLElement>(`[data-line="${at}"]`)?.focus({ preventScroll: true });
  };
  // Not a layout effect: the panel around it is shown in one, and what is not shown takes no focus.
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    element.scrollTop = at * row - element.clientHeight / 2;
    isShown.current = true;
    focus(element);
  }, []);
  // A layout effect: the next key may come before the next paint, and is for the line that this one led to.
  useLayoutEffect(() => {
    if (isShown.current && scroller.current !== null) focus(scroller.current);
  }, [at]);
}
