/** Characters that could hide what a command is (promise C11). */
import { expect, test } from "vitest";
import { revealHidden } from "../src/text/visible";

test.each(["034F", "FE0F", "E0101", "180B", "17B4", "200B", "202E", "E0041", "3164", "00A0", "001B"])(
  "U+%s is marked, and the text around it stays",
  (code) => {
    const text = `rm a${String.fromCodePoint(Number.parseInt(code, 16))}b`;
    expect(revealHidden(text)).toEqual([
      { text: "rm a", hidden: false },
      { text: `U+${code}`, hidden: true },
      { text: "b", hidden: false },
    ]);
  },
);

test("ordinary text, tabs, lines, umlauts and other alphabets are not marked", () => {
  expect(revealHidden("ls\t-l\nÄ é Ω 漢字 👍").some((piece) => piece.hidden)).toBe(false);
});
