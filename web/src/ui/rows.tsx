/**
 * A list of any length of which only the lines in view are in the page. All lines are equally high, so that every place
 * is known without measuring: nothing is estimated, and nothing jumps.
 */
import type { ComponentChildren, JSX, RefObject } from "preact";
import { useLayoutEffect, useState } from "preact/hooks";
import { useApp } from "./context";

const AHEAD = 8;
const ROW_REM = 2.125;

interface Props {
  /** What scrolls; the list is its only content that counts. */
  readonly scroller: RefObject<HTMLElement | null>;
  readonly keys: readonly string[];
  readonly label: string;
  /** A line that stays in the page out of view: it has the focus. */
  readonly held?: number;
  readonly render: (at: number) => ComponentChildren;
  /** The end of what there is comes near. */
  readonly onEnd?: () => void;
}

export function Rows({ scroller, keys, label, held = -1, render, onEnd }: Props): JSX.Element {
  const row = useRowHeight();
  const { top, height } = useView(scroller);
  const first = Math.max(0, Math.floor(top / row) - AHEAD);
  const last = Math.min(keys.length, Math.ceil((top + height) / row) + AHEAD);
  const isNearEnd = last >= keys.length - AHEAD;
  useLayoutEffect(() => {
    if (isNearEnd) onEnd?.();
  }, [isNearEnd, keys.length]);
  const shown: number[] = [];
  if (held >= 0 && held < first) shown.push(held);
  for (let at = first; at < last; at++) shown.push(at);
  if (held >= last && held < keys.length) shown.push(held);
  return (
    <ul class="rows" aria-label={label} style={{ height: `${keys.length * row}px` }}>
      {shown.map((at) => (
        <li key={keys[at]} class="row" style={{ top: `${at * row}px`, height: `${row}px` }}>
          {render(at)}
        </li>
      ))}
    </ul>
  );
}

/** One line, in pixels of the size that is chosen. */
export function useRowHeight(): number {
  const { store } = useApp();
  store.part("zoom").value; // the size of the root's letters follows it
  const [size, setSize] = useState(rootSize);
  useLayoutEffect(() => {
    const look = (): void => setSize(rootSize());
    look();
    window.addEventListener("resize", look);
    return () => window.removeEventListener("resize", look);
  });
  return size * ROW_REM;
}

function rootSize(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
}

function useView(scroller: RefObject<HTMLElement | null>): { readonly top: number; readonly height: number } {
  const [view, setView] = useState({ top: 0, height: 800 });
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const look = (): void => {
      const { scrollTop: top, clientHeight: height } = element;
      setView((now) => (now.top === top && now.height === height ? now : { top, height }));
    };
    const observer = new ResizeObserver(look);
    observer.observe(element);
    element.addEventListener("scroll", look, { passive: true });
    look();
    return () => {
      observer.disconnect();
      element.removeEventListener("scroll", look);
    };
  }, []);
  return view;
}

/** Scrolls so far that a line is in view. */
export function reveal(scroller: HTMLElement, at: number, row: number): void {
  const top = at * row;
  if (top < scroller.scrollTop) scroller.scrollTop = top;
  else if (top + row > scroller.scrollTop + scroller.clientHeight)
    scroller.scrollTop = top + row - scroller.clientHeight;
}
