/** A small button beside text that is selected in an answer: it puts the text into the message, as a quotation. */
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { transcript } from "../words/transcript";
import { useApp } from "./context";
import { writeInto } from "./field";
import { Icon } from "./icons";

const GAP_PX = 8;
const EDGE_PX = 8;

interface Place {
  readonly left: number;
  readonly top: number;
}

export function QuoteButton(): JSX.Element | null {
  const { commands } = useApp();
  const [place, setPlace] = useState<Place | null>(null);
  const button = useRef<HTMLButtonElement>(null);

  useEffect(() => {
    let pressed = false;
    const look = (): void => {
      if (!pressed) setPlace(placeOf(selectedInAnswer()));
    };
    const down = (event: PointerEvent): void => {
      if (button.current?.contains(event.target as Node)) return;
      pressed = true;
      setPlace(null);
    };
    const up = (): void => {
      pressed = false;
      setTimeout(look, 0); // a click that ends a selection ends it after this event
    };
    document.addEventListener("pointerdown", down);
    document.addEventListener("pointerup", up);
    document.addEventListener("selectionchange", look);
    document.addEventListener("scroll", look, { capture: true, passive: true });
    return () => {
      document.removeEventListener("pointerdown", down);
      document.removeEventListener("pointerup", up);
      document.removeEventListener("selectionchange", look);
      document.removeEventListener("scroll", look, { capture: true });
    };
  }, []);

  if (place === null) return null;
  return (
    <button
      ref={button}
      type="button"
      class="quote-button"
      style={{ left: `${place.left}px`, top: `${place.top}px` }}
      onPointerDown={(event) => event.preventDefault()} // keeps the selection
      onClick={() => quoteSelection(commands.quote)}
    >
      <Icon name="quote" /> {transcript().quote}
    </button>
  );
}

/** False where nothing in an answer is selected. */
export function quoteSelection(quote: (text: string) => string): boolean {
  const range = selectedInAnswer();
  if (range === null) return false;
  const text = String(window.getSelection());
  window.getSelection()?.removeAllRanges();
  writeInto(document.getElementById("composer"), quote(text));
  return true;
}

function selectedInAnswer(): Range | null {
  const selection = window.getSelection();
  if (selection === null || selection.isCollapsed || selection.rangeCount === 0) return null;
  const range = selection.getRangeAt(0);
  const inAnswer = (node: Node): boolean => {
    const element = node instanceof Element ? node : node.parentElement;
    return element?.closest(".reply") != null && element.closest("#transcript") !== null;
  };
  if (!inAnswer(range.startContainer) || !inAnswer(range.endContainer)) return null;
  return String(selection).trim() === "" ? null : range;
}

/** Above the end of the selection, or below where there is no room; nowhere while it is out of sight. */
function placeOf(range: Range | null): Place | null {
  const frame = document.getElementById("transcript")?.getBoundingClientRect();
  if (range === null || frame === undefined) return null;
  const boxes = Array.from(range.getClientRects()).filter((box) => box.width > 0);
  const last = boxes[boxes.length - 1];
  if (last === undefined || last.bottom < frame.top || last.top > frame.bottom) return null;
  const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
  const [width, height] = [6 * rem, 2 * rem];
  const first = boxes[0] as DOMRect;
  const above = (boxes.length === 1 ? last.top : first.top) - height - GAP_PX;
  const top = above > frame.top ? above : last.bottom + GAP_PX;
  const anchor = above > frame.top && boxes.length > 1 ? first.left : last.right - width / 2;
  return {
    left: Math.max(EDGE_PX, Math.min(anchor, window.innerWidth - width - EDGE_PX)),
    top: Math.min(top, frame.bottom - height - GAP_PX),
  };
}
