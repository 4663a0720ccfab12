/** Saved prompts that are called by a slash. */
import { describe, expect, test } from "vitest";
import { called, calledWith } from "../src/domain/called";
import { matching, nameFromFile, PROMPT_NAME, written } from "../src/domain/slash";

describe("what is called", () => {
  test.each([
    ["/", 1, ""],
    ["/re", 3, "re"],
    ["/re", 1, "re"],
    ["/re rest", 3, "re"],
    ["/re rest", 4, null],
    ["/re", 0, null],
    ["re", 2, null],
    [" /re", 4, null],
    ["/etc/passwd", 4, null],
    ["//", 1, null],
    ["/über\nmehr", 5, "über"],
    ["", 0, null],
  ])("%j with the caret at %i", (text, caret, wanted) => {
    expect(called(text, caret)).toBe(wanted);
  });
});

test.each([
  ["/re rest", "re"],
  ["/re ", "re"],
  ["/über\nmehr", "über"],
  ["/re", null],
  ["/etc/passwd is", null],
  ["a /re b", null],
])("%j is written behind a whole name", (text, wanted) => {
  expect(calledWith(text)).toBe(wanted);
});

test("names that begin with what was typed come first, the others in their order", () => {
  const prompts = ["a-review", "Review", "other", "preview"].map((name) => ({ name }));
  expect(matching(prompts, "REV").map(({ name }) => name)).toEqual(["Review", "a-review", "preview"]);
  expect(matching(prompts, "")).toEqual(prompts);
});

describe("the message once the prompt stands in it", () => {
  test.each([
    ["Plain.", "/x", "Plain.", ""],
    ["Plain.\n", "/x and more", "Plain.\n\nand more", ""],
    ["A {{input}} b {{ input }}", "/x", "A {{input}} b {{ input }}", "{{input}}"],
    ["A {{input}} b {{ input }}", "/x one\ntwo", "A one\ntwo b one\ntwo", ""],
    ["{{input}}", "/x $& {{input}}", "$& {{input}}", ""],
  ])("%j behind %j", (prompt, text, wanted, selected) => {
    const put = written(prompt, text);
    expect(put.text).toBe(wanted);
    expect(put.text.slice(put.from, put.to)).toBe(selected);
    if (selected === "") expect(put.to).toBe(wanted.length);
  });
});

test.each([
  ["Write a test.prompt.md", "Write-a-test"],
  ["übersetzen.md", "übersetzen"],
  ["--x.markdown", "x"],
  ["a.b.txt", "a.b"],
  ["😀.md", ""],
  [`${"x".repeat(80)}.md`, "x".repeat(60)],
])("a file %j is called %j", (file, name) => {
  expect(nameFromFile(file)).toBe(name);
  expect(PROMPT_NAME.test(name)).toBe(name !== "");
});
