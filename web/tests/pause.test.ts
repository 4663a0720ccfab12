/** Which clicks and keys answer an approval. */
import { expect, test } from "vitest";
import { SHOWN_FIRST_MS, takesAnswer } from "../src/ui/pause";

test("a card takes one click or one key, after it has been shown for a while", () => {
  expect(takesAnswer(SHOWN_FIRST_MS, { detail: 1 })).toBe(true);
  expect(takesAnswer(SHOWN_FIRST_MS, { detail: 0 })).toBe(true);
  expect(takesAnswer(SHOWN_FIRST_MS, { repeat: false })).toBe(true);
});

test("the second click of a double click, a held key and a fresh card answer nothing", () => {
  expect(takesAnswer(60_000, { detail: 2 })).toBe(false);
  expect(takesAnswer(60_000, { repeat: true })).toBe(false);
  for (const shown of [0, 120, 350, SHOWN_FIRST_MS - 1])
    expect(takesAnswer(shown, { detail: 1 })).toBe(false);
});
