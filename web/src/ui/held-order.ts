/**
 * Keeps the order of a list for somebody who is about to press one of its lines: what moves up meanwhile moves when
 * the pointer, or the keys, have rested.
 */
import type { RefObject } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Summary } from "../domain/conversation";

const RESTED_MS = 1_500;

/** The items as they stood when the list was touched, under the same days, with what they are now. */
export function inHeldOrder(held: readonly Summary[], items: readonly Summary[]): readonly Summary[] {
  const now = new Map(items.map((item) => [item.id, item]));
  let last: Summary | undefined;
  const kept = held.flatMap((before) => {
    const item = now.get(before.id);
    now.delete(before.id);
    if (item === undefined) return [];
    last = item;
    const same = item.updatedAt === before.updatedAt && item.pinned === before.pinned;
    return [same ? item : { ...item, updatedAt: before.updatedAt, pinned: before.pinned === true }];
  });
  // Older pages come below what is there; what is new at the top waits.
  const below =
    last === undefined ? items : items.slice(items.indexOf(last) + 1).filter(({ id }) => now.has(id));
  return [...kept, ...below];
}

/** Somebody has pinned or unpinned: the line goes to its new place at once, for that is what the press was for. */
export function isPinnedAnew(held: readonly Summary[], items: readonly Summary[]): boolean {
  const now = new Map(items.map((item) => [item.id, item]));
  return held.some((before) => {
    const item = now.get(before.id);
    return item !== undefined && (item.pinned === true) !== (before.pinned === true);
  });
}

export function useHeldOrder(
  items: readonly Summary[],
  touched: RefObject<HTMLElement | null>,
): readonly Summary[] {
  const [held, setHeld] = useState<readonly Summary[] | null>(null);
  const now = useRef(items);
  now.current = items;
  useEffect(() => {
    const element = touched.current;
    if (element === null) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const hold = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => setHeld(null), RESTED_MS);
      setHeld((before) => before ?? now.current);
    };
    const events = ["pointermove", "pointerdown", "keydown", "wheel"] as const;
    for (const name of events) element.addEventListener(name, hold, { passive: true });
    return () => {
      clearTimeout(timer);
      for (const name of events) element.removeEventListener(name, hold);
    };
  }, []);
  return useMemo(() => {
    if (held === null || isPinnedAnew(held, items)) return items;
    return inHeldOrder(held, items);
  }, [held, items]);
}
