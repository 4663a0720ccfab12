// @vitest-environment happy-dom
/** Footnotes are made of a complete text, lead only within their message, and carry nothing. */
import { afterEach, expect, test } from "vitest";
import { FootnotedStream, followFootnote } from "../src/text/footnotes";
import { plainText } from "../src/text/plain";
import { dice, flat } from "./markdown";

const TEXT =
  "Beans[^warm] and peas[^2], beans again[^warm].\n\nA `[^2]` in code, [^none] without a note.\n\n" +
  "[^2]: Peas like it **cool**.\n[^warm]: Beans like it warm, see [here](https://example.org/).\n\n[^unused]: Nobody.\n";

afterEach(() => document.body.replaceChildren());

function drawn(text: string, size = text.length): HTMLElement {
  const root = document.createElement("div");
  root.className = "prose";
  document.body.append(root);
  const stream = new FootnotedStream(root);
  for (let end = size; end < text.length + size; end += size) stream.update(text.slice(0, end));
  stream.end();
  return root;
}

test("marks are numbered in their order, and each note has the number of its marks", () => {
  const root = drawn(TEXT);
  expect(plainText(root)).toBe(
    "Beans[1] and peas[2], beans again[1].\n\nA [^2] in code, [^none] without a note.\n\n" +
      "[2] Peas like it cool.\n\n[1] Beans like it warm, see here.\n\n[^unused]: Nobody.",
  );
  expect(root.querySelectorAll("[id], [name], [href^='#']")).toHaveLength(0);
});

test("streamed in pieces of any size it is what it is at once", () => {
  const whole = flat(drawn(TEXT));
  for (let size = 1; size <= 12; size++) expect(flat(drawn(TEXT, size))).toBe(whole);
  const pieces = [
    "[^a]",
    "[^a]: x",
    "[^b]:",
    "\n",
    "\n\n",
    "word ",
    "**",
    "`",
    "- ",
    "> ",
    "[^b]",
    "[^a]:\n",
  ];
  for (let seed = 1; seed <= 40; seed++) {
    const roll = dice(seed);
    const text = Array.from({ length: 12 }, () => pieces[roll(pieces.length)]).join("");
    expect([text, flat(drawn(text, 1 + roll(6)))]).toEqual([text, flat(drawn(text))]);
    document.body.replaceChildren();
  }
}, 20_000);

const LONG =
  "See[^long] and[^short].\n\n[^short]: Short.\n[^long]: First, see [here][home].\n\n    Second[^short], and **more**[^inner].\n\n" +
  "    - one\n    - two\n\n        three\n\n    ```py\n    x = 1\n    ```\n\n    Last.\n\n" +
  "[^inner]: From inside.\n\nAfter.\n\n    real code\n\n[^unused]: Nobody.\n\n    its code [^long]\n\n[home]: https://example.org/\n";

test("a note goes on in what is indented below it: paragraphs, lists and code", () => {
  const root = drawn(LONG);
  const note = root.querySelector("[data-note='1']");
  expect(note?.tagName).toBe("DIV");
  expect(Array.from(note?.children ?? [], ({ tagName }) => tagName)).toEqual(["P", "P", "UL", "DIV", "P"]);
  expect(plainText(note as Element)).toBe(
    "[1] First, see here.\n\nSecond[2], and more[3].\n\n- one\n- two\n  three\n\nx = 1\n\nLast.",
  );
  expect(note?.querySelector("a")?.getAttribute("href")).toBe("https://example.org/");
  expect(note?.querySelector("p:last-child > .footnote-back")).not.toBeNull();
  expect(plainText(root).split("\n\n").slice(-5)).toEqual([
    "[3] From inside.",
    "After.",
    "real code",
    "[^unused]: Nobody.",
    "its code [^long]",
  ]);
});

test("a note of several blocks is the same in pieces of any size", () => {
  const whole = flat(drawn(LONG));
  for (let size = 1; size <= 12; size++) expect(flat(drawn(LONG, size))).toBe(whole);
  const pieces = [
    "[^a]",
    "[^a]: x",
    "\n",
    "\n\n",
    "\n\n    y",
    "    - z",
    "\t",
    "    [^b]: q",
    "[^b]",
    "[^b]: p\n",
    "`",
  ];
  for (let seed = 1; seed <= 40; seed++) {
    const roll = dice(seed);
    const text = Array.from({ length: 14 }, () => pieces[roll(pieces.length)]).join("");
    expect([text, flat(drawn(text, 1 + roll(6)))]).toEqual([text, flat(drawn(text))]);
    document.body.replaceChildren();
  }
}, 20_000);

test("a text that goes on after all has its footnotes at its new end", () => {
  const root = document.createElement("div");
  const stream = new FootnotedStream(root);
  stream.update("One[^1].\n\n[^1]: first");
  stream.end();
  stream.update("One[^1].\n\n[^1]: first, and two[^2].\n\n[^2]: second\n");
  stream.end();
  expect(plainText(root)).toBe("One[1].\n\n[1] first, and two[2].\n\n[2] second");
});

test("a button leads to the note of its own message, and back", () => {
  const [one, other] = [drawn(TEXT), drawn(TEXT)];
  for (const root of [one, other]) root.addEventListener("click", followFootnote);
  other.querySelector<HTMLElement>("[data-to-note='2']")?.click();
  expect(document.activeElement).toBe(other.querySelector("[data-note='2']"));
  other.querySelector<HTMLElement>("[data-note='2'] .footnote-back")?.click();
  expect(document.activeElement).toBe(other.querySelector("[data-to-note='2']"));
});

test("C4 names and texts of footnotes are inert", () => {
  const hostile = [
    '[^"><img src=x onerror=alert(1)>]',
    "[^__proto__]",
    "[^constructor]",
    "[^javascript:alert(1)]",
    "[^a'b\"c]",
    "[^<script>]",
  ];
  const text = `${hostile.join(" ")}\n\n${hostile.map((name) => `${name}: [x](javascript:alert(1)) <img src=x onerror=alert(1)>`).join("\n")}\n`;
  for (const size of [1, 3, text.length]) {
    const root = drawn(text, size);
    expect(root.querySelectorAll("img, script, iframe, a[href^='javascript'], [onerror], [id]")).toHaveLength(
      0,
    );
    for (const button of root.querySelectorAll("button"))
      expect(button.getAttributeNames().filter((name) => name.startsWith("on"))).toEqual([]);
  }
});

test("a text of nothing but marks and notes holds nothing up", () => {
  const many = Array.from({ length: 4_000 }, (_, at) => `[^${at}]`);
  const text = `${many.join("")}\n\n${many.map((name) => `${name}: x`).join("\n")}\n\n${"[^".repeat(50_000)}\n`;
  const began = performance.now();
  drawn(text);
  expect(performance.now() - began).toBeLessThan(4_000);
});
