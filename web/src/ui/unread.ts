/** How many messages came since somebody began to read above the end. */
import { useMemo, useRef } from "preact/hooks";
import type { Message } from "../domain/conversation";
import { useApp } from "./context";

/** `revision` tells when there may be other messages. */
export function useUnread(away: boolean, revision: number): number {
  const { store } = useApp();
  const since = useRef<{ readonly last: string | null } | null>(null);
  const messages = store.now().open?.conversation?.messages ?? [];
  if (!away) since.current = null;
  else since.current ??= { last: messages[messages.length - 1]?.id ?? null };
  const read = since.current;
  // By what was last, not by how many there were: the beginning of a long chat may come after its end.
  return useMemo(
    () => (read === null ? 0 : unreadIn(messages, after(messages, read.last))),
    [read, revision],
  );
}

function after(messages: readonly Message[], last: string | null): number {
  let at = messages.length;
  while (at > 0 && messages[at - 1]?.id !== last) at--;
  return at;
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
