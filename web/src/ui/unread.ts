/** How many messages came since somebody began to read above the end. */
import { useMemo, useRef } from "preact/hooks";
import type { Message } from "../domain/conversation";
import { useApp } from "./context";

/** `revision` tells when there may be other messages. */
export function useUnread(away: boolean, revision: number): number {
  const { store } = useApp();
  const since = useRef<number | null>(null);
  const messages = store.now().open?.conversation?.messages ?? [];
  if (!away) since.current = null;
  else since.current ??= messages.length;
  const first = since.current;
  return useMemo(() => (first === null ? 0 : unreadIn(messages, first)), [first, revision]);
}

/** Messages with something to read, from one on. */
export function unreadIn(messages: readonly Message[], first: number): number {
  let count = 0;
  for (let at = first; at < messages.length; at++) {
    const message = messages[at];
    const said = message?.role === "user" || message?.role === "assistant";
    if (said && ((message.content ?? "") !== "" || message.metadata?.open === true)) count++;
  }
  return count;
}
