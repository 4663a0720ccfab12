// @vitest-environment happy-dom
/** The CommonMark examples (promise C8): streamed like any text, and shaped as the specification says. */
import { tests as spec } from "commonmark-spec";
import MarkdownIt from "markdown-it";
import { expect, test } from "vitest";
import { renderMarkdown } from "../src/text/stream";
import { oneShot, streamed } from "./markdown";

interface Example {
  readonly number: number;
  readonly section: string;
  readonly markdown: string;
  readonly html: string;
}

// The specification shows tabs as arrows.
const examples = (spec as Example[]).map((example) => ({
  ...example,
  markdown: example.markdown.replaceAll("→", "\t"),
  html: example.html.replaceAll("→", "\t"),
}));

test("the specification's examples are there", () => expect(examples.length).toBe(652));

/** The 580 that need no raw HTML, which is shown as text here, on purpose: the parser makes the same of them without. */
const withHtml = new MarkdownIt("commonmark");
const withoutHtml = new MarkdownIt("commonmark", { html: false });
const ours = examples.filter(({ markdown }) => withHtml.render(markdown) === withoutHtml.render(markdown));

test("580 of them need no raw HTML", () => expect(ours.length).toBe(580));

test.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])(
  "C8 every example in pieces of %i ends as it is at once",
  { timeout: 60_000 },
  (size) => {
    for (const { number, markdown } of examples)
      expect(streamed(markdown, size), `example ${number}`).toBe(oneShot(markdown));
  },
);

/** The visible text with the marks of structure, from our nodes or from the specification's HTML. */
function shape(node: Node): string {
  if (node instanceof Text) return node.data;
  if (!(node instanceof HTMLElement)) return "";
  if (node.matches(".code")) return `<pre>${node.querySelector("code")?.textContent?.trimEnd() ?? ""}</pre>`;
  if (node.matches("pre")) return `<pre>${node.textContent?.trimEnd() ?? ""}</pre>`;
  if (node.matches("img, .image-chip")) return "<img>";
  const inner = Array.from(node.childNodes, shape).join("");
  if (node.matches("div, .section, .chunk, .piece, .tight > li > p, .tight > .run > li > p")) return inner;
  const heading = /md-h(\d)/.exec(node.className);
  const tag = heading ? `h${heading[1]}` : node.matches(".inert") ? "a" : node.tagName.toLowerCase();
  return /^(p|li|ul|ol|blockquote|h\d|hr)$/.test(tag)
    ? `<${tag}>${inner.trim()}</${tag}>`
    : `<${tag}>${inner}</${tag}>`;
}

/** Space beside a block or a line break means nothing. */
const tidy = (text: string) =>
  text
    .replace(/\s*(<\/?(?:p|li|ul|ol|blockquote|h\d|hr|br|pre)>)\s*/g, "$1")
    .replace(/\s+/g, " ")
    .trim();

/** A bare address is a link here, as on GitHub, which the specification does not know. */
const hasBareAddress = (html: string) => /https?:\/\//.test(html.replace(/<a [^>]*>.*?<\/a>|<[^>]*>/gs, ""));
const withoutLinks = (text: string) => text.replace(/<\/?a>/g, "");

test("C8 every example without raw HTML has the structure of the specification", () => {
  const wrong: unknown[] = [];
  for (const { number, markdown, html } of ours) {
    const made = document.createElement("div");
    renderMarkdown(made, markdown);
    const wanted = document.createElement("div");
    wanted.innerHTML = html; // in a test, and only what the specification says
    const even = hasBareAddress(html) ? withoutLinks : (text: string) => text;
    const pair = [made, wanted].map((root) => even(tidy(shape(root))));
    if (pair[0] !== pair[1]) wrong.push([number, ...pair]);
  }
  expect(wrong).toEqual([]);
});
