/** What every handler of keys has to know about them. */

/**
 * True while an input method composes a word: its Enter, Esc and arrows are not ours. WebKit ends the composition
 * before it sends the key, so `isComposing` is already false and only key code 229 tells (WebKit bug 165004).
 */
export function isImeKey(event: Pick<KeyboardEvent, "isComposing" | "keyCode">): boolean {
  return event.isComposing || event.keyCode === 229;
}

export const isMac = /Mac/.test(navigator.platform);
