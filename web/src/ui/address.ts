/**
 * The part of the address that names the chat on screen: a reload comes back to it, and Back goes to the one before.
 * It can open a chat, nothing else.
 */
import type { Commands } from "../state/commands";
import type { Store } from "../state/store";

const CHAT = "#chat=";

export function chatHash(id: string): string {
  return `${CHAT}${encodeURIComponent(id)}`;
}

/** The chat of an address; null for none, and for what is no address of ours. */
export function chatOf(hash: string): string | null {
  if (!hash.startsWith(CHAT)) return null;
  try {
    return decodeURIComponent(hash.slice(CHAT.length)) || null;
  } catch {
    return null; // a broken percent sign
  }
}

/** The parts of the browser's window that are used. */
export interface Place {
  readonly location: { readonly hash: string; readonly pathname: string };
  readonly history: {
    pushState(data: unknown, unused: string, url: string): void;
    replaceState(data: unknown, unused: string, url: string): void;
  };
  addEventListener(type: "popstate" | "hashchange", act: () => void): void;
}

/** Opens the chat that the address names, now and whenever it changes, and keeps it at the chat on screen. */
export function followAddress(
  place: Place,
  store: Store,
  commands: Pick<Commands, "open" | "newChat" | "fetchDraft">,
): void {
  const go = (isStart: boolean): void => {
    const id = chatOf(place.location.hash);
    if (id === (store.now().open?.id ?? null)) return;
    if (id === null) commands.newChat();
    else {
      commands.open(id);
      if (!isStart) void commands.fetchDraft(id); // it may have come, with words, after this page had
    }
  };
  go(true);
  let isFirst = true;
  store.part("open").subscribe((open) => {
    const hash = open === null ? "" : chatHash(open.id);
    const write = isFirst ? "replaceState" : "pushState";
    isFirst = false;
    if (place.location.hash !== hash) place.history[write](null, "", hash || place.location.pathname);
  });
  place.addEventListener("popstate", () => go(false));
  place.addEventListener("hashchange", () => go(false));
}
