/** The keys that move through a chat: to its beginning and end, by pages, from message to message. */
import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";
import { useApp } from "./context";
import { isImeKey, isMac } from "./keys";
import type { Reading } from "./reading";

export type Move = "first" | "latest" | "page up" | "page down";

/** What a key means for the chat, or null. On a Mac Cmd+Up and Cmd+Down are Home and End. */
export function moveOf(event: Pick<KeyboardEvent, "key" | "altKey" | "shiftKey" | "metaKey">): Move | null {
  if (event.altKey || event.shiftKey) return null;
  if (event.key === "Home" || (isMac && event.metaKey && event.key === "ArrowUp")) return "first";
  if (event.key === "End" || (isMac && event.metaKey && event.key === "ArrowDown")) return "latest";
  if (event.key === "PageUp") return "page up";
  if (event.key === "PageDown") return "page down";
  return null;
}

/** In a field these keys are the text's own, except in an empty composer, where they would do nothing. */
export function isTextsOwn(target: EventTarget | null, move: Move): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLInputElement || target instanceof HTMLSelectElement)
    return true;
  if (!(target instanceof HTMLTextAreaElement)) return false;
  if (target.id !== "composer") return true;
  const scrolls = target.scrollHeight > target.clientHeight;
  return target.value !== "" && (scrolls || move === "first" || move === "latest");
}

export function useReadingKeys(reading: Reading, scroller: RefObject<HTMLElement | null>): void {
  const { store } = useApp();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      const move = moveOf(event);
      if (move === null || isImeKey(event) || event.defaultPrevented || store.now().dialog !== null) return;
      const element = scroller.current;
      const within = event.target instanceof Node && element?.contains(event.target) === true;
      const elsewhere =
        !within && event.target !== document.body && !(event.target instanceof HTMLTextAreaElement);
      if (element === null || elsewhere || isTextsOwn(event.target, move)) return;
      if (within && move.startsWith("page")) return; // the browser's own
      event.preventDefault();
      if (move === "first") reading.toFirst();
      else if (move === "latest") reading.toLatest();
      else reading.page(move === "page up" ? -1 : 1);
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [reading]);
}
