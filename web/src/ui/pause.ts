/**
 * When a card may be answered. The next card can appear under a pointer that is clicking or a key that is held
 * down, so it takes nothing until it has been there long enough to be seen, and never the rest of another answer.
 */

/** Longer than a double click and than the wait before a held key repeats. */
export const SHOWN_FIRST_MS = 700;

export interface Given {
  /** Of a click: which one in a row it is; 0 is a key. */
  readonly detail?: number;
  /** Of a key: it is held down. */
  readonly repeat?: boolean;
}

export function takesAnswer(shownMs: number, given: Given): boolean {
  return shownMs >= SHOWN_FIRST_MS && (given.detail ?? 0) <= 1 && given.repeat !== true;
}
