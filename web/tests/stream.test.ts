// @vitest-environment happy-dom
import { expect, test } from "vitest";
import { sourceOf } from "../src/text/code";
import { MarkdownStream } from "../src/text/stream";
import { flat, oneShot, streamed } from "./markdown";

const samples: Record<string, string> = {
  prose:
    "# Title\n\nA *short* text with `code`, **bold** and a [link](https://example.org/a?b=c).\n\nNext.\nlazy line\n\n---\n\nEnd",
  "setext heading": "Title\n===\n\ntext\nsecond\n---\nmore",
  lists:
    "- one\n- two\n  - deep\n\n    still deep\n- three\n\nafter\n\n1. a\n2. b\n\n   para\n3. c\n* other\n- [x] done\n- [ ] todo\n",
  "tight list that becomes loose": "- a\n- b\n- c\n\n- d\n\nend",
  quote: "> one\n> two\nlazy\n\n> - list\n>   more\n\nout",
  table:
    "before\n\n| a | b |\n|---|:-:|\n| 1 | `x` |\n| 2 | [l](http://x.y) |\n\nafter\n| c |\n|---|\n| d |\n",
  fence: "text\n\n```python\ndef f():\n    return 1\n\n\n```\nafter\n~~~\n``` not the end\n\n~~~~\n\nend",
  "fence that never ends": "```ts title=x\nconst a = 1;\n\nb\n",
  "fence in a list": "1. step\n   ```sh\n   ls -l\n\n   cd\n   ```\n2. next\n\n   ```\n   x\n",
  "indented fence": "  ```js\n  a\n    b\n  ```\nend",
  "long fence": `\`\`\`\n${Array.from({ length: 200 }, (_, at) => `line ${at}`).join("\n")}\n\`\`\`\ntail`,
  "indented code": "para\n\n    code\n\n    more\n\nend",
  references:
    "See [one] and [two].\n\n[one]: https://one.example\n\nThen [two] again.\n\n[two]: https://two.example 'T'\n",
  "definition with a title on its own line": 'text\n\n[foo]: https://e.org\n"the title"\n\n[foo]\n',
  "line ends": "a\r\nb\rc\r\n\r\n- x\r\n- y\r\n\r\n```\r\ncode\r\nmore\r\n```\r\nend\r",
  "odd characters": "a\u0000b \u2028 c\n\n&amp; &copy; &#0; \\* \\[x\\]\n\nhttps://example.org/x_y, ok",
  "equal blocks one after the other": "---\n---\n---\n\na\n\na\n\na\n",
  html: "<script>alert(1)</script>\n\n<div onclick=x>\n*a*\n</div>\n\nx <b>y</b>",
  "many blocks": Array.from({ length: 130 }, (_, at) => `para ${at}\n\n* item ${at}\n\n`).join(""),
};

for (const [name, text] of Object.entries(samples)) {
  test(`${name}: the streamed result equals the one-shot render at every chunk size`, () => {
    const wanted = oneShot(text);
    const sizes = text.length > 3000 ? [7, 12] : [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
    for (const size of sizes) expect(streamed(text, size), `chunks of ${size}`).toBe(wanted);
  });
}

test("random mixtures of the samples stream to the same result", () => {
  const pieces = Object.values(samples).filter((sample) => sample.length < 400);
  let seed = 7;
  const random = (below: number) => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return seed % below;
  };
  for (let round = 0; round < 150; round++) {
    const text = Array.from({ length: 3 }, () => {
      const piece = pieces[random(pieces.length)] ?? "";
      return piece.slice(random(piece.length)) + ["", "\n", "\n\n"][random(3)];
    }).join("");
    const size = 1 + random(12);
    expect(streamed(text, size), JSON.stringify({ text, size })).toBe(oneShot(text));
  }
});

test("a committed block is never touched again", () => {
  const root = document.createElement("div");
  const stream = new MarkdownStream(root);
  const text = "first *paragraph*\n\nsecond\n\nthird\n\n- a\n- b\n";
  stream.update(text.slice(0, 30));
  const first = root.querySelector("p");
  const words = first?.firstChild;
  for (let end = 31; end <= text.length; end++) stream.update(text.slice(0, end));
  stream.end();
  expect(root.querySelector("p")).toBe(first);
  expect(first?.firstChild).toBe(words);
});

test("the block being written keeps its nodes, so a selection in it lives on", () => {
  const root = document.createElement("div");
  const stream = new MarkdownStream(root);
  stream.update("Hello wor");
  const words = root.querySelector("p")?.firstChild;
  stream.update("Hello world and *more*");
  expect(root.querySelector("p")?.firstChild).toBe(words);
});

test("a text that was replaced is rendered anew", () => {
  const root = document.createElement("div");
  const stream = new MarkdownStream(root);
  stream.update("one\n\ntwo");
  stream.update("three");
  stream.end();
  expect(root.textContent).toBe("three");
});

test("a text after ten thousand nested lists is there", () => {
  const root = document.createElement("div");
  const stream = new MarkdownStream(root);
  stream.update(`${"- ".repeat(10_000)}x\n\nthe end`);
  stream.end();
  expect(root.textContent).toContain("the end");
});

test("lines longer than a chunk are copied as they were", () => {
  const root = document.createElement("div");
  const stream = new MarkdownStream(root);
  const lines = ["short", "x".repeat(20_000), "y", ...Array.from({ length: 100 }, (_, at) => `line ${at}`)];
  const text = `\`\`\`\n${lines.join("\n")}\n\`\`\`\n`;
  for (let end = 1_500; end < text.length + 1_500; end += 1_500) stream.update(text.slice(0, end));
  stream.end();
  const code = root.querySelector("code");
  expect(code && sourceOf(code)).toBe(lines.join("\n"));
  expect(flat(root)).toBe(oneShot(text));
});

const LONG = Array.from({ length: 500 }, (_, at) => `word${at} *and*`).join(" ");

test.each([
  ["a heading", `${LONG}\n===\n\nend`],
  ["a table", `${LONG} | b\n---|---\n1 | 2\n\nend`],
  ["a paragraph with a later definition", `${LONG} [late] end\n\n[late]: /url\n`],
  ["a quote", `> ${LONG.replaceAll("word7", "\n> word7")}\n\nend`],
  ["a list item", `- a\n- ${LONG.replaceAll("word7", "\n  word7")}\n- c`],
])("a long text that turns out to be %s ends as it is at once", { timeout: 30_000 }, (_, text) => {
  for (const size of [40, 333]) expect(streamed(text, size)).toBe(oneShot(text));
});

test("the first part of a long paragraph is never touched again", () => {
  const root = document.createElement("div");
  const stream = new MarkdownStream(root);
  stream.update(LONG.slice(0, 3_000));
  const first = root.querySelector("p")?.firstChild;
  const emphasis = root.querySelector("em");
  let changes = 0;
  const observer = new MutationObserver((records) => {
    changes += records.filter(({ target }) => target === emphasis || target === first).length;
  });
  observer.observe(root, { characterData: true, childList: true, subtree: true });
  for (let end = 3_000; end < LONG.length; end += 50) stream.update(LONG.slice(0, end));
  changes += observer.takeRecords().filter(({ target }) => target === emphasis || target === first).length;
  expect(root.querySelector("p")?.firstChild).toBe(first);
  expect(root.querySelector("em")).toBe(emphasis);
  expect(changes).toBe(0);
});

test.each([
  ["- שלום\n- hello\n", "rtl", ["rtl", "ltr"]],
  ["1. 12\n2. hello\n", null, [null, "ltr"]],
  ["- ```\n  x\n  ```\n- مرحبا\n\n  more\n", null, [null, "rtl"]],
])("%j runs as its first letter does, item by item", (text, list, items) => {
  const root = document.createElement("div");
  const stream = new MarkdownStream(root);
  for (let end = 1; end <= text.length; end++) stream.update(text.slice(0, end));
  stream.end();
  expect(root.querySelector("ul, ol")?.getAttribute("dir")).toBe(list);
  expect(Array.from(root.querySelectorAll("li"), (item) => item.getAttribute("dir"))).toEqual(items);
  expect(flat(root)).toBe(oneShot(text));
});

test("a table's columns begin where its first head does", () => {
  const text = "| الحوض | plant |\n|---|---|\n| 1 | فاصولياء |\n| 2 | peas |\n\nend\n";
  const root = document.createElement("div");
  const stream = new MarkdownStream(root);
  for (let end = 1; end <= text.length; end++) stream.update(text.slice(0, end));
  stream.end();
  expect(root.querySelector("table")?.getAttribute("dir")).toBe("rtl");
  expect(flat(root)).toBe(oneShot(text));
});
