import { expect, test } from "vitest";
import { heal } from "../src/text/heal";

test.each([
  ["Some text:\n-", "Some text:\n"],
  ["Title\n==", "Title\n"],
  ["text\n1", "text\n"],
  ["see [the docs](https://exa", "see the docs"],
  ["see [the do", "see the do"],
  ["an ![image](https://ex", "an "],
  ["**bold te", "**bold te**"],
  ["so **", "so "],
  ["use `npm in", "use `npm in`"],
  ["use `", "use "],
  ["a `**` mark", "a `**` mark"],
  ["~~gone", "~~gone~~"],
  ["| a | b |", ""],
  ["| a | b |\n|--", ""],
  ["- [ ]", "- [ ]"],
  ["complete *text* with [a](https://b.c).", "complete *text* with [a](https://b.c)."],
])("%j is shown as %j until more comes", (source, shown) => {
  expect(heal(source)).toBe(shown);
});
