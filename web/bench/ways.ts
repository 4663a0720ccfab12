/** The ways to show a growing text that are compared. */
import DOMPurify from "dompurify";
import { marked } from "marked";
import { parserReady } from "../src/text/parser";
import { MarkdownStream } from "../src/text/stream";

/** Shows `text`, which begins with what was shown before. */
export type Way = (root: HTMLElement) => (text: string) => void;

/** Ours. */
const runnel: Way = (root) => {
  const stream = new MarkdownStream(root);
  return (text) => stream.update(text);
};

/** No Markdown at all: one text node for each line, the least that a page could do. */
const lines: Way = (root) => {
  let shown = 0;
  let node: Text | null = null;
  return (text) => {
    const [first = "", ...others] = text.slice(shown).split("\n");
    shown = text.length;
    const begin = (words: string): Text => {
      const line = document.createElement("div");
      line.className = "bench-line";
      const made = document.createTextNode(words);
      line.append(made);
      root.append(line);
      return made;
    };
    if (node) node.appendData(first);
    else node = begin(first);
    for (const line of others) node = begin(line);
  };
};

/** What most chat pages do: the whole text to HTML, cleaned, set anew for each frame. */
const usual: Way = (root) => (text) => {
  root.innerHTML = DOMPurify.sanitize(marked.parse(text, { async: false }));
};

export const WAYS: Readonly<Record<string, Way>> = { runnel, lines, usual };
export const ready = parserReady;
