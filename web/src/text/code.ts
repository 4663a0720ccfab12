/**
 * A code block as elements: its language's name, a copy button (`data-copy`; the page listens once for all), the
 * code in chunks of lines that lay themselves out alone, so that a long block costs no more at its end than at
 * its start.
 */
import { element } from "./element";

export const CHUNK_LINES = 64;

const NAMES: Readonly<Record<string, string>> = {
  bash: "Bash",
  c: "C",
  cpp: "C++",
  "c++": "C++",
  cs: "C#",
  csharp: "C#",
  css: "CSS",
  diff: "Diff",
  dockerfile: "Dockerfile",
  go: "Go",
  html: "HTML",
  ini: "INI",
  java: "Java",
  javascript: "JavaScript",
  js: "JavaScript",
  json: "JSON",
  jsx: "JSX",
  kotlin: "Kotlin",
  latex: "LaTeX",
  lua: "Lua",
  makefile: "Makefile",
  markdown: "Markdown",
  md: "Markdown",
  php: "PHP",
  powershell: "PowerShell",
  py: "Python",
  python: "Python",
  rb: "Ruby",
  rs: "Rust",
  ruby: "Ruby",
  rust: "Rust",
  sh: "Shell",
  shell: "Shell",
  sql: "SQL",
  swift: "Swift",
  toml: "TOML",
  ts: "TypeScript",
  tsx: "TSX",
  typescript: "TypeScript",
  xml: "XML",
  yaml: "YAML",
  yml: "YAML",
  zsh: "Shell",
};

/** What the block's header says: a known language's proper name, else the word as written, cut short. */
export function languageName(info: string): string {
  const word = info.trim().split(/[\s{]/, 1)[0] ?? "";
  const known = Object.hasOwn(NAMES, word.toLowerCase()) ? NAMES[word.toLowerCase()] : undefined;
  return known ?? word.slice(0, 24);
}

export interface CodeBlock {
  readonly root: HTMLElement;
  readonly code: HTMLElement;
}

export function codeBlock(info: string, source: string): CodeBlock {
  const name = languageName(info);
  const code = element("code", { dir: "ltr" });
  for (const chunk of chunksOf(source)) code.append(chunkElement(chunk));
  const copy = element("button", { type: "button", class: "copy", "data-copy": "" }, "Copy");
  const header = element("div", { class: "code-header" });
  header.append(element("span", { class: "code-language" }, name || "Text"), copy);
  const pre = element("pre", { tabindex: "0" });
  pre.append(code);
  const root = element("div", { class: "code", role: "group", "aria-label": name ? `${name} code` : "Code" });
  if (name) root.dataset.language = (info.trim().split(/[\s{]/, 1)[0] ?? "").toLowerCase();
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
