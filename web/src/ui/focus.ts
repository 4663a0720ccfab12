/** Where the keyboard is sent when what had it has gone. */

export function focusComposer(): void {
  document.getElementById("composer")?.focus(); // at once: the next key is meant for it
}

/** As a `ref`: the keyboard goes there when it comes, and not again when it is drawn anew. */
export function focusOnce(element: HTMLElement | null): void {
  element?.focus();
}

/** Whether nothing has the keyboard, as after the element that had it was taken away. */
export function isNowhere(): boolean {
  const active = document.activeElement;
  return active === null || active === document.body || !active.isConnected || active.matches(":disabled");
}

/** So many frames at most until what was asked for is in the page. */
const FRAMES = 40;

/** Waits until what is drawn is as the state says, then sends the keyboard there if nobody else took it. */
export function focusIfLost(find: () => HTMLElement | null, frames = FRAMES): void {
  requestAnimationFrame(() => {
    if (!isNowhere()) return;
    find()?.focus();
    if (!isNowhere()) return;
    if (frames > 0) focusIfLost(find, frames - 1);
    else focusComposer();
  });
}

/** Goes on at the message field where what was pressed has gone, or cannot be pressed any more. */
export function goOnIfLost(): void {
  focusIfLost(() => document.getElementById("composer"));
}

/** Goes on at another line of the list when that of this chat has left it. */
export function leadOnFrom(id: string, next: string | null, frames = FRAMES): void {
  requestAnimationFrame(() => {
    if (frames > 0 && rowOf(id) !== null) leadOnFrom(id, next, frames - 1);
    else focusIfLost(() => (next === null ? null : rowOf(next)));
  });
}

/** Sends the keyboard to what is about to be shown, such as a list that slides into the window. */
export function focusWhenShown(find: () => HTMLElement | null, then?: (shown: HTMLElement) => void): void {
  const look = (frames: number): void => {
    const wanted = find();
    wanted?.focus();
    if (wanted !== null && document.activeElement === wanted) then?.(wanted);
    else if (frames > 0) requestAnimationFrame(() => look(frames - 1));
  };
  look(FRAMES);
}

/** Goes on when the dialog that is closing has gone: while it is there, nothing outside of it can have the keyboard. */
export function afterDialog(goOn: () => void, frames = FRAMES): void {
  requestAnimationFrame(() => {
    if (frames > 0 && document.querySelector("dialog[open]") !== null) afterDialog(goOn, frames - 1);
    else goOn();
  });
}

/** The line of a chat in the list. */
export function rowOf(id: string): HTMLElement | null {
  return document.querySelector<HTMLElement>(`[data-chat="${CSS.escape(id)}"] .chat-open`);
}

/** The chat below a line of the list, else the one above: where one goes on when that line has gone. */
export function neighbourOf(id: string): string | null {
  const rows = [...document.querySelectorAll<HTMLElement>("[data-chat]")].sort(
    (one, other) => one.getBoundingClientRect().top - other.getBoundingClientRect().top,
  );
  const at = rows.findIndex((row) => row.dataset.chat === id);
  const next = at < 0 ? undefined : (rows[at + 1] ?? rows[at - 1]);
  return next?.dataset.chat ?? null;
}
