// @vitest-environment happy-dom
/** Where a hit stands in what is drawn. */
import { expect, test } from "vitest";
import { Pattern } from "../src/domain/find";
import { renderMarkdown } from "../src/text/stream";
import { elementOf, hitIn } from "../src/ui/locate";
import { rangesIn } from "../src/ui/marks";

const pattern = (text: string) => new Pattern({ text, matchCase: false, wholeWord: false }, "drawn");

function drawn(markdown: string): HTMLElement {
  const root = document.createElement("div");
  renderMarkdown(root, markdown);
  return root;
}

const texts = (root: Element, words: string) =>
  rangesIn(root, pattern(words), 99).map((range) => range.toString());

test("a hit goes over bold and code, and not from one block into the next", () => {
  const root = drawn("A **green** gar`den` here\n\n- green\n- garden\n");
  expect(texts(root, "green garden")).toEqual(["green garden"]);
  expect(texts(root, "garden")).toEqual(["garden", "garden"]);
  expect(texts(root, "here green")).toEqual([]);
});

test("what belongs to the page and not to the text is not found", () => {
  const root = drawn("```python\ncopy = 1\n```\n");
  expect(texts(root, "copy")).toEqual(["copy"]);
  expect(texts(root, "python")).toEqual([]);
});

test("the n-th hit is found, and the last where there are fewer", () => {
  const root = drawn("one two one two one");
  const at = (nth: number) => hitIn(root, pattern("one"), nth)?.startOffset;
  expect([at(0), at(1), at(2), at(9)]).toEqual([0, 8, 16, 16]);
  expect(hitIn(root, pattern("three"), 0)).toBeNull();
});

test("a hit in something folded unfolds it; one in something unknown is shown by its turn", () => {
  const content = document.createElement("div");
  const turn = document.createElement("div");
  turn.dataset.turn = "u1";
  const call = document.createElement("details");
  call.dataset.call = "t1";
  turn.append(call);
  content.append(turn);
  expect(elementOf(content, { turn: "u1", message: "a1", call: "t1" })).toBe(call);
  expect(call.open).toBe(true);
  expect(elementOf(content, { turn: "u1", message: "a9", call: null })).toBe(turn);
  expect(elementOf(content, { turn: "u2", message: "u2", call: null })).toBeNull();
});

test("an action in a folded row opens the row first, and itself when it is drawn", () => {
  const content = document.createElement("div");
  const turn = document.createElement("div");
  turn.dataset.turn = "u1";
  const row = document.createElement("div");
  row.dataset.calls = "t1 t2";
  const fold = document.createElement("details");
  row.append(fold);
  turn.append(row);
  content.append(turn);
  const wanted = { turn: "u1", message: "a1", call: "t2" };
  expect(elementOf(content, wanted)).toBeNull();
  expect(fold.open).toBe(true);
  const call = document.createElement("div");
  call.dataset.call = "t2";
  const details = document.createElement("details");
  call.append(details);
  fold.append(call);
  fold.open = false;
  expect(elementOf(content, wanted)).toBe(call);
  expect([details.open, fold.open]).toEqual([true, true]);
});
