// @vitest-environment happy-dom
import { expect, test } from "vitest";
import { blockNode } from "../src/text/nodes";
import { parse } from "../src/text/parser";
import { treeOf } from "../src/text/tree";
import { oneShot, streamed } from "./markdown";

function formulas(text: string): string[] {
  const root = document.createElement("div");
  for (const block of treeOf(parse(text, {}))) root.append(blockNode(block));
  return Array.from(root.querySelectorAll("[data-tex]"), (math) => {
    const kind = math.classList.contains("display") ? "display" : "inline";
    return `${kind} ${math.getAttribute("data-tex")}`;
  });
}

test.each([
  ["$x$", ["inline x"]],
  ["so $x^2$, and $y$.", ["inline x^2", "inline y"]],
  [String.raw`\(a+b\) and \[c = d\]`, ["inline a+b", "display c = d"]],
  ["$$\nx = 1\n$$", ["display x = 1"]],
  ["text:\n$$x$$\nmore", ["display x"]],
  ["a $$x$$ b", ["display x"]],
  ["- item\n  $$\n  x\n  $$\n- next", ["display x"]],
  [String.raw`$\$5$`, [String.raw`inline \$5`]],
  ["It costs $5.", []],
  ["from $5 to $10", []],
  ["$5 per month and 10$", []],
  ["$20 and $30, or $40", []],
  ["US$5 and US$6", []],
  ["`$x$`", []],
  ["a $ b $ c", []],
  ["$x\ny$", []],
  ["$$\nx\n\n$$", []],
  [String.raw`\[not a link\](/x)`, []],
  [String.raw`an escaped \(word\)`, []],
])("%j has the formulas %j", (text, expected) => {
  expect(formulas(text)).toEqual(expected);
  for (const size of [1, 3]) expect(streamed(text, size)).toBe(oneShot(text));
});
