/** The CommonMark examples (promise C8): streamed like any text, and shaped as the specification says. */
import { tests as spec } from "commonmark-spec";
import { expect, test } from "vitest";
import { MarkdownStream, renderMarkdown } from "../src/text/stream";

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

test("every example streams to what it is at once", () => {
  for (const { number, markdown } of examples) {
    const whole = document.createElement("div");
    renderMarkdown(whole, markdown);
    for (const size of [1, 4]) {
      const root = document.createElement("div");
      const stream = new MarkdownStream(root);
      for (let end = size; end < markdown.length + size; end += size) stream.update(markdown.slice(0, end));
      stream.end();
      expect(root.innerHTML, `example ${number} in pieces of ${size}`).toBe(whole.innerHTML);
    }
  }
});

/** The visible text with the marks of structure, from our nodes or from the specification's HTML. */
function shape(node: Node): string {
  if (node instanceof Text) return node.data;
  if (!(node instanceof HTMLElement)) return "";
  if (node.matches(".code")) return `<pre>${node.querySelector("code")?.textContent?.trimEnd() ?? ""}</pre>`;
  if (node.matches("pre")) return `<pre>${node.textContent?.trimEnd() ?? ""}</pre>`;
  if (node.matches("img, .image-chip")) return "<img>";
  const inner = Array.from(node.childNodes, shape).join("");
  if (node.matches("div, .section, .chunk")) return inner;
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

/** Raw HTML is shown as text here, on purpose; a bare address is a link, as on GitHub. */
const isOurs = ({ markdown, html, section }: Example) =>
  !/HTML/.test(section) &&
  !/<[a-z/!?][^:@>]*>/i.test(markdown) &&
  !/https?:\/\/[^)>\]]*$/m.test(html.replace(/<[^>]*>/g, ""));

test("every example without raw HTML has the structure of the specification", () => {
  const wrong: unknown[] = [];
  const checked = examples.filter(isOurs);
  for (const { number, markdown, html } of checked) {
    const ours = document.createElement("div");
    renderMarkdown(ours, markdown);
    const wanted = document.createElement("div");
    wanted.innerHTML = html; // in a test, and only what the specification says
    if (tidy(shape(ours)) !== tidy(shape(wanted)))
      wrong.push([number, tidy(shape(ours)), tidy(shape(wanted))]);
  }
  expect(checked.length).toBeGreaterThan(500);
  expect(wrong).toEqual([]);
});
