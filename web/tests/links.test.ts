import { expect, test } from "vitest";
import { hostOf, safeLink } from "../src/text/links";
import { mixesAlphabets, revealHidden } from "../src/text/visible";

test("http, https and mailto addresses are links", () => {
  expect(safeLink("https://example.org/a?b#c")).toBe("https://example.org/a?b#c");
  expect(safeLink("HTTP://EXAMPLE.org")).toBe("http://example.org/");
  expect(safeLink("mailto:someone@example.org")).toBe("mailto:someone@example.org");
});

test.each([
  "javascript:alert(1)",
  "JaVaScRiPt:alert(1)",
  "java\tscript:alert(1)",
  "java\nscript:alert(1)",
  " \u0001javascript:alert(1)",
  "javascript&#58;alert(1)",
  "data:text/html,<script>alert(1)</script>",
  "vbscript:msgbox",
  "file:///etc/passwd",
  "blob:http://127.0.0.1/x",
  "about:blank",
  "ftp://example.org",
  "custom://x",
  "//example.org/x",
  "/relative",
  "#fragment",
  "\\\\host\\share",
  "https://",
  "",
])("%j stays plain text", (address) => {
  expect(safeLink(address)).toBeNull();
});

test("the host that is shown is the one that would be opened", () => {
  expect(hostOf(safeLink("https://paypal.com@evil.example:8080/x") ?? "")).toBe("evil.example:8080");
  expect(hostOf("mailto:a@b.c")).toBe("a@b.c");
});

test("characters that hide are shown by name, everything else is kept", () => {
  const text = "rm\u202e -rf \u200b/\u0007\n\tx";
  const pieces = revealHidden(text);
  expect(pieces.filter((piece) => piece.hidden).map((piece) => piece.text)).toEqual([
    "U+202E",
    "U+200B",
    "U+0007",
  ]);
  expect(
    pieces
      .filter((piece) => !piece.hidden)
      .map((piece) => piece.text)
      .join(""),
  ).toBe("rm -rf /\n\tx");
});

test("no invisible character of the usual lists gets through", () => {
  for (const code of [
    0x00, 0x1b, 0x7f, 0x9b, 0xa0, 0xad, 0x61c, 0x115f, 0x1160, 0x180e, 0x200b, 0x200e, 0x200f, 0x2028, 0x2029,
    0x202a, 0x2060, 0x2066, 0x2069, 0x2800, 0x3000, 0x3164, 0xfeff, 0xfff9, 0xffa0, 0xe0041,
  ]) {
    const pieces = revealHidden(`a${String.fromCodePoint(code)}b`);
    expect(pieces[1], code.toString(16)).toEqual({
      text: `U+${code.toString(16).toUpperCase().padStart(4, "0")}`,
      hidden: true,
    });
  }
});

test("a word of look-alike letters is noticed", () => {
  expect(mixesAlphabets("раypal")).toBe(true);
  expect(mixesAlphabets("привет hello")).toBe(false);
});
