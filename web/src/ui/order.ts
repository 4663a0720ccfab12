/**
 * Changing the order of a short list by its handles: dragged by a pointer, or moved by the arrow keys. Pointer events and
 * not the browser's drag and drop, which a web view may keep for files.
 */
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { isImeKey } from "./keys";

interface Order {
  /** The one that is dragged, and the place before which it would be put: the list's length is its end. */
  readonly dragged: { readonly id: string; readonly before: number } | null;
  readonly handle: (id: string) => Handle;
}

interface Handle {
  readonly "data-handle": string;
  readonly onPointerDown: (event: PointerEvent) => void;
  readonly onPointerMove: (event: PointerEvent) => void;
  readonly onPointerUp: () => void;
  readonly onPointerCancel: () => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

const KEYS: Readonly<Record<string, number>> = {
  ArrowUp: -1,
  ArrowDown: 1,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
};

/** `move` is told the one, and the one before which it goes now, or null for the end. */
export function useOrder(
  ids: readonly string[],
  list: { readonly current: HTMLElement | null },
  move: (id: string, before: string | null, place: number) => void,
): Order {
  const [dragged, setDragged] = useState<Order["dragged"]>(null);
  const held = useRef<string | null>(null);
  const order = ids.join(" ");

  // Its line is another element's neighbour now, and an element that is moved loses the keyboard.
  useLayoutEffect(() => {
    const id = held.current;
    held.current = null;
    if (id !== null) list.current?.querySelector<HTMLElement>(`[data-handle="${CSS.escape(id)}"]`)?.focus();
  }, [order]);

  const put = (id: string, before: number): void => {
    const at = ids.indexOf(id);
    if (at < 0 || before === at || before === at + 1) return;
    held.current = id;
    move(id, ids[before] ?? null, before > at ? before : before + 1);
  };

  const handle = (id: string): Handle => ({
    "data-handle": id,
    onPointerDown: (event) => {
      if (event.button !== 0 || !(event.currentTarget instanceof HTMLElement)) return;
      event.preventDefault(); // no text is selected on the way
      event.currentTarget.focus();
      event.currentTarget.setPointerCapture(event.pointerId);
      setDragged({ id, before: ids.indexOf(id) });
    },
    onPointerMove: (event) => {
      if (dragged?.id === id) setDragged({ id, before: placeAt(list.current, event.clientY) });
    },
    onPointerUp: () => {
      if (dragged?.id !== id) return;
      setDragged(null);
      put(id, dragged.before);
    },
    onPointerCancel: () => setDragged(null),
    onKeyDown: (event) => {
      if (isImeKey(event)) return;
      if (event.key === "Escape" && dragged !== null) {
        event.preventDefault(); // this layer only: the answer goes on
        event.stopPropagation();
        setDragged(null);
        return;
      }
      const by = KEYS[event.key];
      if (by === undefined) return;
      event.preventDefault();
      const at = ids.indexOf(id);
      const to = Math.max(0, Math.min(ids.length - 1, at + by));
      put(id, to > at ? to + 1 : to);
    },
  });
  return { dragged, handle };
}

/** The place of the first line whose middle is below. */
function placeAt(list: HTMLElement | null, y: number): number {
  const lines = [...(list?.querySelectorAll(":scope > [data-line]") ?? [])];
  const below = lines.findIndex((line) => {
    const { top, height } = line.getBoundingClientRect();
    return y < top + height / 2;
  });
  return below < 0 ? lines.length : below;
}
