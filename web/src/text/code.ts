/**
 * A code block as elements: its language's name, a copy button (`data-copy`; the page listens once for all), the
 * code in chunks of lines that lay themselves out alone, so that a long block costs no more at its end than at
 * its start.
 */
import { common } from "../words/common";
import { transcript } from "../words/transcript";
import { fileName, languageName, languageWord } from "./code-names";
import { element } from "./element";

const CHUNK_LINES = 64;
/** A longer line goes on in a chunk of its own. */
const LINE_CHARACTERS = 8_000;

export interface CodeBlock {
  readonly root: HTMLElement;
  readonly code: HTMLElement;
}

export function codeBlock(info: string, source: string): CodeBlock {
  const name = languageName(info);
  const code = element("code", { dir: "ltr" });
  for (const { text, goesOn } of chunksOf(source.replace(/\n$/, "").split("\n"), 0))
    code.append(chunkElement(text, goesOn));
  const wraps = document.documentElement.dataset.wrap === "code"; // as a person has set it for all code
  const wrap = element(
    "button",
    { type: "button", "data-wrap": "", "aria-pressed": String(wraps) },
    transcript().wrap,
  );
  const save = element("button", { type: "button", "data-save": fileName(info) }, common().save);
  const copy = element("button", { type: "button", class: "copy", "data-copy": "" }, common().copy);
  const actions = element("div", { class: "code-actions" });
  actions.append(wrap, save, copy);
  const header = element("div", { class: "code-header" });
  header.append(element("span", { class: "code-language" }, name || transcript().kinds.text), actions);
  const pre = element("pre", { tabindex: "0" });
  pre.append(code);
  const root = element("div", {
    class: "code",
    role: "group",
    "aria-label": name ? transcript().codeIn({ language: name }) : transcript().code,
  });
  if (wraps) root.classList.add("wrapped");
  if (name) root.dataset.language = languageWord(info);
  root.append(header, pre);
  return { root, code };
}

export function chunkElement(text: string, goesOn: boolean): HTMLElement {
  return element("span", { class: goesOn ? "chunk goes-on" : "chunk" }, text);
}

/** The block's source as the person copies it. */
export function sourceOf(code: Element): string {
  const chunks = Array.from(code.children).filter((child) => child.classList.contains("chunk"));
  if (chunks.length === 0) return code.textContent ?? "";
  return chunks
    .map((chunk, at) => `${at > 0 && !doesGoOn(chunk) ? "\n" : ""}${chunk.textContent ?? ""}`)
    .join("");
}

/** The chunk begins in the middle of a line. */
export function doesGoOn(chunk: Element): boolean {
  return chunk.classList.contains("goes-on");
}

export interface Chunk {
  text: string;
  readonly goesOn: boolean;
}

/** Lines as chunks. The first of them is line number `from`; what it adds to the chunk before comes first. */
export function chunksOf(lines: readonly string[], from: number): Chunk[] {
  let chunk: Chunk = { text: "", goesOn: false };
  const chunks = [chunk];
  for (const [at, line] of lines.entries()) {
    const number = from + at;
    if (number > 0 && number % CHUNK_LINES === 0) {
      chunk = { text: "", goesOn: false };
      chunks.push(chunk);
    } else if (number > 0) {
      chunk.text += "\n";
    }
    chunk.text += line.slice(0, LINE_CHARACTERS);
    for (let begin = LINE_CHARACTERS; begin < line.length; begin += LINE_CHARACTERS) {
      chunk = { text: line.slice(begin, begin + LINE_CHARACTERS), goesOn: true };
      chunks.push(chunk);
    }
  }
  return chunks;
}
