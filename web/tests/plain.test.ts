// @vitest-environment happy-dom
import { expect, test } from "vitest";
import { plainText } from "../src/text/plain";
import { renderMarkdown } from "../src/text/stream";

test("a long list keeps its numbers, and a formula on lines of its own is as it was written", () => {
  const root = document.createElement("div");
  const lines = Array.from({ length: 120 }, (_, at) => `${at + 1}. item ${at + 1}`);
  renderMarkdown(root, `${lines.join("\n")}\n\n$$\nx = 1\n$$\n`);
  expect(plainText(root)).toBe(`${lines.join("\n")}\n\n$$x = 1$$`);
});
