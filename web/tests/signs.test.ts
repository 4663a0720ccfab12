/** What a line shows of a text that has signs of Markdown in it. */
import { expect, test } from "vitest";
import { withoutSigns } from "../src/domain/signs";

test("signs that nobody reads are left out, and everything else stays", () => {
  const cases = {
    "## What to **do**": "What to do",
    "see [the almanac](https://example.org/a) and ![bed](b.png)": "see the almanac and bed",
    "run `ls -l` in #garden": "run ls -l in #garden",
    "| Bed | Plant |\n|---|---|\n| 1 | beans |": " Bed Plant 1 beans ",
    "2 * 3 * 4, a_b_c, ~90 %": "2 * 3 * 4, a_b_c, ~90 %",
    "cut **off": "cut off",
  };
  for (const [text, line] of Object.entries(cases)) expect([text, withoutSigns(text)]).toEqual([text, line]);
  const hostile = "[".repeat(20_000) + "|".repeat(20_000);
  const began = performance.now();
  withoutSigns(hostile);
  expect(performance.now() - began).toBeLessThan(2_000);
});
