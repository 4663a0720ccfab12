/**
 * A code block as elements: its language's name, a copy button (`data-copy`; the page listens once for all), the
 * code in chunks of lines that lay themselves out alone, so that a long block costs no more at its end than at
 * its start.
 */
import { fileName, languageName, languageWord } from "./code-names";
import { element } from "./element";

export const CHUNK_LINES = 64;

export interface CodeBlock {
  readonly root: HTMLElement;
  readonly code: HTMLElement;
}

export function codeBlock(info: string, source: string): CodeBlock {
  const name = languageName(info);
  const code = element("code", { dir: "ltr" });
  for (const chunk of chunksOf(source)) code.append(chunkElement(chunk));
  const wrap = element("button", { type: "button", "data-wrap": "", "aria-pressed": "false" }, "Wrap");
  const save = element("button", { type: "button", "data-save": fileName(info) }, "Save");
  const copy = element("button", { type: "button", class: "copy", "data-copy": "" }, "Copy");
  const actions = element("div", { class: "code-actions" });
  actions.append(wrap, save, copy);
  const header = element("div", { class: "code-header" });
  header.append(element("span", { class: "code-language" }, name || "Text"), actions);
  const pre = element("pre", { tabindex: "0" });
  pre.append(code);
  const root = element("div", { class: "code", role: "group", "aria-label": name ? `${name} code` : "Code" });
  if (name) root.dataset.language = languageWord(info);
  root.append(header, pre);
  return { root, code };
}

export function chunkElement(text: string): HTMLElement {
  return element("span", { class: "chunk" }, text);
}

/** The block's source as the person copies it. */
export function sourceOf(code: Element): string {
  const chunks = Array.from(code.children).filter((child) => child.classList.contains("chunk"));
  if (chunks.length === 0) return code.textContent ?? "";
  return chunks.map((chunk) => chunk.textContent ?? "").join("\n");
}

function chunksOf(source: string): string[] {
  const lines = (source.endsWith("\n") ? source.slice(0, -1) : source).split("\n");
  const chunks: string[] = [];
  for (let at = 0; at < lines.length; at += CHUNK_LINES) {
    chunks.push(lines.slice(at, at + CHUNK_LINES).join("\n"));
  }
  return chunks;
}
