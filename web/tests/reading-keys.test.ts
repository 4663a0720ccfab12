// @vitest-environment happy-dom
/** Keys that move through a chat, and when they belong to a text instead. */
import { expect, test } from "vitest";
import { isTextsOwn, moveOf } from "../src/ui/reading-keys";

const pressed = (key: string, more: Partial<KeyboardEvent> = {}) => ({
  key,
  altKey: false,
  shiftKey: false,
  metaKey: false,
  ...more,
});

test("Home, End and the page keys move; with Shift they select, which is not ours", () => {
  expect(["Home", "End", "PageUp", "PageDown", "a"].map((key) => moveOf(pressed(key)))).toEqual([
    "first",
    "latest",
    "page up",
    "page down",
    null,
  ]);
  expect(moveOf(pressed("End", { shiftKey: true }))).toBeNull();
  expect(moveOf(pressed("Home", { altKey: true }))).toBeNull();
});

test("a text that is being written keeps its keys, an empty composer gives them away", () => {
  const composer = document.createElement("textarea");
  composer.id = "composer";
  expect(isTextsOwn(composer, "first")).toBe(false);
  composer.value = "two lines";
  expect(isTextsOwn(composer, "first")).toBe(true);
  expect(isTextsOwn(composer, "page up")).toBe(false); // it does not scroll
  expect(isTextsOwn(document.createElement("input"), "page up")).toBe(true);
  expect(isTextsOwn(document.createElement("button"), "latest")).toBe(false);
});
