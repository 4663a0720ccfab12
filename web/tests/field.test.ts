// @vitest-environment happy-dom
/** Keys in the fields in which messages are written, and the line in a menu that a key leads to. */
import { expect, test } from "vitest";
import { asksForLast, directionOf, sends, steers } from "../src/ui/field";
import { named } from "../src/ui/files";
import { nextOf } from "../src/ui/menu";

const key = (
  name: string,
  more: Partial<Record<"shiftKey" | "altKey" | "ctrlKey" | "metaKey", true>> = {},
) => ({
  key: name,
  shiftKey: false,
  altKey: false,
  ctrlKey: false,
  metaKey: false,
  ...more,
});

test("Enter sends and Ctrl+Enter steers, or Ctrl+Enter sends and Ctrl+Shift+Enter steers", () => {
  const enter = key("Enter");
  const mod = key("Enter", { ctrlKey: true });
  const both = key("Enter", { ctrlKey: true, shiftKey: true });
  const kinds = (way: "enter" | "mod-enter") =>
    [enter, mod, both, key("Enter", { shiftKey: true }), key("Enter", { altKey: true }), key("a")].map(
      (event) => (sends(event, way) ? "sends" : steers(event, way) ? "steers" : "neither"),
    );
  expect(kinds("enter")).toEqual(["sends", "steers", "neither", "neither", "neither", "neither"]);
  expect(kinds("mod-enter")).toEqual(["neither", "sends", "steers", "neither", "neither", "neither"]);
});

test("Up asks for the last message only where there is no text and no other key", () => {
  expect(asksForLast(key("ArrowUp"), "")).toBe(true);
  expect(asksForLast(key("ArrowUp"), "a")).toBe(false);
  expect(asksForLast(key("ArrowUp", { shiftKey: true }), "")).toBe(false);
  expect(asksForLast(key("ArrowDown"), "")).toBe(false);
});

test("a field runs as its text does, which of a long one its first letter says", () => {
  expect(directionOf("שלום")).toBe("auto");
  expect(directionOf("12 beans ".repeat(10_000))).toBe("ltr");
  expect(directionOf("12 שלום beans ".repeat(10_000))).toBe("rtl");
  expect(directionOf("12 ".repeat(10_000))).toBe("ltr");
});

test("keys in a menu go around, to its ends, and to first letters; what is disabled is passed", () => {
  const items = ["Copy", "Edit", "Cut", "Delete"].map((says) => ({ says }));
  const possible = [0, 2, 3];
  expect(nextOf("ArrowDown", 0, possible, items)).toBe(2);
  expect(nextOf("ArrowDown", 2, possible, items)).toBe(0);
  expect(nextOf("ArrowUp", 0, possible, items)).toBe(3);
  expect(nextOf("Home", 2, possible, items)).toBe(0);
  expect(nextOf("End", 0, possible, items)).toBe(3);
  expect(nextOf("c", 0, possible, items)).toBe(2);
  expect(nextOf("c", 1, possible, items)).toBe(0);
  expect(nextOf("e", 0, possible, items)).toBeUndefined();
  expect(nextOf("Tab", 0, possible, items)).toBeUndefined();
});

test("a picture without a name of its own is named after the moment", () => {
  const at = new Date(2026, 10, 22, 9, 5, 7);
  const name = (file: string, type: string) => named(new File(["x"], file, { type }), at).name;
  expect(name("image.png", "image/png")).toBe("Pasted 2026-11-22 09.05.07.png");
  expect(name("", "image/jpeg")).toBe("Pasted 2026-11-22 09.05.07.jpg");
  expect(name("beds.png", "image/png")).toBe("beds.png");
});
