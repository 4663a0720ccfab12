/** How many lines were added and removed: by signs, and in words for a screen reader. */
import type { JSX } from "preact";
import type { FileChange } from "../domain/conversation";
import { acting } from "../words/acting";
import { number } from "../words/numbers";

/** How many lines came and went, of all files together. */
export function Counts({
  changes,
}: {
  changes: readonly Pick<FileChange, "added" | "removed">[];
}): JSX.Element | null {
  const added = changes.reduce((sum, change) => sum + change.added, 0);
  const removed = changes.reduce((sum, change) => sum + change.removed, 0);
  if (added === 0 && removed === 0) return null;
  return (
    <span class="counts">
      <span aria-hidden="true">
        <span class="good-text">+{number(added)}</span> <span class="error-text">−{number(removed)}</span>
      </span>
      <span class="visually-hidden">{countsText(added, removed)}</span>
    </span>
  );
}

export function countsText(added: number, removed: number): string {
  const lines = (count: number): string => acting().lines({ count });
  return acting().addedRemoved({ added: lines(added), removed: lines(removed) });
}
