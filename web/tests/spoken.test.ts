/** What is read aloud of an answer while it is written. */
import { expect, test } from "vitest";
import { newSentences, spoken } from "../src/text/spoken";

test("signs are not spelled, and code is said to be there", () => {
  expect(spoken("# A *title*\n\n- [x] **done** and `code`\n> quoted\n")).toBe("A title done and code quoted");
  expect(spoken("See [the page](https://example.org/a_b) now.")).toBe("See the page now.");
  expect(spoken("Run this:\n\n```sh\nrm -rf /\n```\n\nThen that.")).toBe("Run this: Code. Then that.");
  expect(spoken("| bed | plant |\n|---|---|\n| 1 | beans |")).toBe("bed, plant, 1, beans");
});

test("only whole sentences are read, each once, and the rest when the answer has ended", () => {
  const text = "One sentence. Two is not";
  const first = newSentences(text, 0, false);
  expect(first.text).toBe("One sentence.");
  expect(newSentences(text, first.until, false).text).toBe("");
  const more = `${text} long. And`;
  const second = newSentences(more, first.until, false);
  expect(second.text).toBe("Two is not long.");
  expect(newSentences(more, second.until, true).text).toBe("And");
});

test("a block of code waits until it is closed", () => {
  const open = "Look:\n```py\nprint(1). \nx. ";
  const first = newSentences(open, 0, false);
  expect(first.text).toBe("Look:");
  expect(newSentences(`${open}\n\`\`\`\nDone. `, first.until, false).text).toBe("Code. Done.");
});

test("a text that grows letter by letter is read from its beginning to its end without a word twice", () => {
  const text = "First. Second one! Is it the third? 3.5 is a number. Last line\nand more. ";
  let until = 0;
  const heard: string[] = [];
  for (let at = 1; at <= text.length; at++) {
    const next = newSentences(text.slice(0, at), until, at === text.length);
    until = next.until;
    if (next.text) heard.push(next.text);
  }
  expect(heard.join(" ")).toBe("First. Second one! Is it the third? 3.5 is a number. Last line and more.");
});
