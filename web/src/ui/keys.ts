/** Keyboard: one list of shortcuts for the handler and for the help that shows them. */

/**
 * True while an input method composes a word: its Enter, Esc and arrows are not ours. WebKit ends the composition
 * before it sends the key, so `isComposing` is already false and only key code 229 tells (WebKit bug 165004).
 */
export function isImeKey(event: Pick<KeyboardEvent, "isComposing" | "keyCode">): boolean {
  return event.isComposing || event.keyCode === 229;
}

export type ShortcutName =
  | "new chat"
  | "search"
  | "find"
  | "quote"
  | "branches"
  | "print"
  | "settings"
  | "shortcuts"
  | "sidebar"
  | "bigger"
  | "smaller"
  | "normal size";

interface Shortcut {
  readonly name: ShortcutName;
  readonly says: string;
  /** With Ctrl, or Cmd on a Mac. Several keys where a browser keeps one for itself. */
  readonly keys: readonly string[];
  readonly shift?: boolean;
}

export const SHORTCUTS: readonly Shortcut[] = [
  { name: "new chat", says: "New chat", keys: ["n"] },
  { name: "new chat", says: "New chat (in a browser)", keys: ["o"], shift: true },
  { name: "search", says: "Search chats", keys: ["k"] },
  { name: "find", says: "Find in this chat", keys: ["f"] },
  // With Shift another sign stands there: on an English keyboard, on a German one.
  { name: "quote", says: "Quote the selected text", keys: [".", ">", ":"], shift: true },
  { name: "branches", says: "All branches of this chat", keys: ["l"], shift: true },
  { name: "print", says: "Print this chat", keys: ["p"] },
  { name: "settings", says: "Settings", keys: [","] },
  { name: "sidebar", says: "Show or hide the list of chats", keys: ["b"] },
  { name: "bigger", says: "Larger text", keys: ["+", "="] },
  { name: "smaller", says: "Smaller text", keys: ["-"] },
  { name: "normal size", says: "Normal text size", keys: ["0"] },
  { name: "shortcuts", says: "This list", keys: ["/"] },
];

export const isMac = /Mac/.test(navigator.platform);

export function shortcutOf(event: KeyboardEvent): ShortcutName | null {
  if (isImeKey(event) || event.altKey) return null; // AltGr is Ctrl+Alt on Windows
  if (!(isMac ? event.metaKey : event.ctrlKey)) return null;
  const key = event.key.toLowerCase();
  const found = SHORTCUTS.find(
    ({ keys, shift }) =>
      keys.includes(key) && (shift === true ? event.shiftKey : !event.shiftKey || key === "+"),
  );
  return found?.name ?? null;
}

export function shortcutLabel({ keys, shift }: Pick<Shortcut, "keys" | "shift">): string {
  const key = (keys[0] ?? "").toUpperCase();
  if (isMac) return `${shift ? "⇧" : ""}⌘${key}`;
  return `Ctrl+${shift ? "Shift+" : ""}${key}`;
}
