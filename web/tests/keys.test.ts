import { expect, test } from "vitest";
import { isImeKey, SHORTCUTS, shortcutOf } from "../src/ui/keys";

test("a key that an input method uses is not ours", () => {
  expect(isImeKey({ isComposing: true, keyCode: 13 })).toBe(true);
  expect(isImeKey({ isComposing: false, keyCode: 229 })).toBe(true); // WebKit: composition has ended already
  expect(isImeKey({ isComposing: false, keyCode: 13 })).toBe(false);
});

test("no two shortcuts share a key", () => {
  const keys = SHORTCUTS.flatMap(({ keys: all, shift }) =>
    all.map((key) => `${shift ? "shift " : ""}${key}`),
  );
  expect(new Set(keys).size).toBe(keys.length);
});

test("AltGr, which is Ctrl+Alt, types characters and is no shortcut", () => {
  expect(shortcutOf(new KeyboardEvent("keydown", { key: "k", ctrlKey: true, altKey: true }))).toBeNull();
  expect(shortcutOf(new KeyboardEvent("keydown", { key: "k", ctrlKey: true }))).toBe("search");
  expect(shortcutOf(new KeyboardEvent("keydown", { key: "k" }))).toBeNull();
});
