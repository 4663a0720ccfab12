/** Changes of files as lines, and what programs write as text that does nothing. */
import { expect, test } from "vitest";
import { blocksOfDiff, differing, linesIn } from "../src/domain/diff";
import { inert, tailOf } from "../src/text/terminal";

const hunk = (oldStart: number, newStart: number, ...lines: string[]) => ({
  oldStart,
  oldLines: lines.filter((line) => line[0] !== "+").length,
  newStart,
  newLines: lines.filter((line) => line[0] !== "-").length,
  lines,
});

test("lines are numbered on both sides, and blocks say what they are", () => {
  const hunks = [
    hunk(1, 1, " a", "-old one", "+new one", "\\ No newline at end of file"),
    hunk(40, 40, "+z"),
  ];
  expect(blocksOfDiff({ hunks }, 100)).toEqual([
    { kind: "kept", lines: [{ text: "a", old: 1, now: 1 }] },
    { kind: "removed", lines: [{ text: "old one", old: 2, now: null, differs: [0, 3] }] },
    { kind: "added", lines: [{ text: "new one", old: null, now: 2, differs: [0, 3] }] },
    { kind: "note", lines: [{ text: "No newline at end of file", old: null, now: null }] },
    { kind: "gap", lines: [] },
    { kind: "added", lines: [{ text: "z", old: null, now: 40 }] },
  ]);
  expect(linesIn({ hunks })).toBe(5);
});

test("a file's own carriage returns are not shown; one that comes, goes or stands alone is", () => {
  const texts = (...lines: string[]) =>
    blocksOfDiff({ hunks: [hunk(1, 1, ...lines)] }, 9).flatMap(({ lines }) => lines.map(({ text }) => text));
  expect(texts(" a\r", "-b\r", "+c\r", "+", "\\ No newline")).toEqual(["a", "b", "c", "", "No newline"]);
  expect(texts(" a\r", "-b\r", "+b")).toEqual(["a\r", "b\r", "b"]);
  expect(texts(" a", "+b\r")).toEqual(["a", "b\r"]);
  expect(texts(" a\rb\r")).toEqual(["a\rb"]);
});

test("only as many lines as were asked for", () => {
  const lines = Array.from({ length: 2_000 }, (_, at) => `+${at}`);
  const blocks = blocksOfDiff({ hunks: [hunk(0, 1, ...lines), hunk(9, 2_009, "+x")] }, 500);
  expect(blocks.map((block) => block.lines.length)).toEqual([500]);
});

test("what differs in a line is marked by whole words, and not where hardly anything is the same", () => {
  expect(differing("  total = price * count", "  total = cost * count")).toEqual([
    [10, 15],
    [10, 14],
  ]);
  expect(differing("return x", "return x")).toEqual([
    [8, 8],
    [8, 8],
  ]);
  expect(differing("a", "something else")).toBeNull();
  expect(differing(`${"x".repeat(500)}a`, `${"x".repeat(500)}b`)).toBeNull();
  const [[from, to]] = differing("go 👍🏽 now then", "go 👎🏽 now then") ?? [[0, 0]];
  expect("go 👍🏽 now then".slice(from, to)).toBe("👍🏽"); // no half of a character
});

test("D11 escape codes and control characters of any tool's output do nothing and hide nothing", () => {
  expect(inert("\x1b[31mred\x1b[0m \x1b]0;title\x07one\r\ntwo\rthree\x00\x7f\x9b5A\u0085")).toBe(
    "red one\ntwo\nthree␀␡\ufffd",
  );
});

test("the end of what is written begins with a whole line", () => {
  expect(tailOf("one\ntwo\nthree", 8)).toBe("three");
  expect(tailOf("one", 10)).toBe("one");
  expect(tailOf("x".repeat(20), 5)).toBe("xxxxx");
});
