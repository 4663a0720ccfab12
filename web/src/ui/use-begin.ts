/** Where the keyboard begins in what has just come. */
import { useLayoutEffect } from "preact/hooks";

/**
 * Sends the keyboard there before the next key, and not after the next paint: it would take it from what somebody has
 * gone to meanwhile. By then a dialog or panel that came with it is open: its own layout effect comes after those in it.
 */
export function useBegin(find: () => HTMLElement | null | undefined, when: readonly unknown[] = []): void {
  useLayoutEffect(() => {
    queueMicrotask(() => find()?.focus());
  }, [...when]);
}
