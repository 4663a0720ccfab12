/** Where in the page a message, an action or a hit is; what is folded there is unfolded. */
import type { Pattern } from "../domain/find";
import { rangesIn } from "./marks";

export interface Wanted {
  readonly turn: string;
  readonly message: string;
  readonly call: string | null;
}

/** The innermost element of it that is in the page; null while not even its turn is, or while a fold of it opens. */
export function elementOf(content: Element, { turn, message, call }: Wanted): Element | null {
  const around = content.querySelector(`[data-turn="${CSS.escape(turn)}"]`);
  if (around === null) return null;
  const found =
    call !== null
      ? around.querySelector(`[data-call="${CSS.escape(call)}"]`)
      : message === turn
        ? around.querySelector(".asked")
        : around.querySelector(`[data-message="${CSS.escape(message)}"]`);
  if (found !== null) unfold(found);
  else if (call !== null) {
    const fold = around.querySelector(`[data-calls~="${CSS.escape(call)}"]`);
    if (fold !== null) {
      unfold(fold); // what is in it is drawn then
      return null;
    }
  }
  return found ?? around;
}

/** The n-th hit in an element; the last one where what is drawn has fewer than what was written. */
export function hitIn(element: Element, pattern: Pattern, nth: number): Range | null {
  const ranges = rangesIn(element, pattern, nth + 1);
  return ranges[nth] ?? ranges[ranges.length - 1] ?? null;
}

/** Opens what it is in, and else what is in it. */
function unfold(element: Element): void {
  const own = element.querySelector<HTMLDetailsElement>(":scope > details");
  let folded = own ?? element.closest("details") ?? element.querySelector("details");
  for (; folded !== null; folded = folded.parentElement?.closest("details") ?? null)
    if (!folded.open) folded.open = true;
  const more = element.querySelector('button[aria-expanded="false"]');
  if (element.matches(".asked") && more instanceof HTMLButtonElement) more.click();
}
