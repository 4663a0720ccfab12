/** highlight.js with the languages that chats are full of; runs in the worker that `highlight.ts` starts. */
import hljs from "highlight.js/lib/core";
import bash from "highlight.js/lib/languages/bash";
import c from "highlight.js/lib/languages/c";
import cpp from "highlight.js/lib/languages/cpp";
import csharp from "highlight.js/lib/languages/csharp";
import css from "highlight.js/lib/languages/css";
import diff from "highlight.js/lib/languages/diff";
import dockerfile from "highlight.js/lib/languages/dockerfile";
import go from "highlight.js/lib/languages/go";
import ini from "highlight.js/lib/languages/ini";
import java from "highlight.js/lib/languages/java";
import javascript from "highlight.js/lib/languages/javascript";
import json from "highlight.js/lib/languages/json";
import kotlin from "highlight.js/lib/languages/kotlin";
import lua from "highlight.js/lib/languages/lua";
import makefile from "highlight.js/lib/languages/makefile";
import markdown from "highlight.js/lib/languages/markdown";
import php from "highlight.js/lib/languages/php";
import powershell from "highlight.js/lib/languages/powershell";
import python from "highlight.js/lib/languages/python";
import r from "highlight.js/lib/languages/r";
import ruby from "highlight.js/lib/languages/ruby";
import rust from "highlight.js/lib/languages/rust";
import sql from "highlight.js/lib/languages/sql";
import swift from "highlight.js/lib/languages/swift";
import typescript from "highlight.js/lib/languages/typescript";
import xml from "highlight.js/lib/languages/xml";
import yaml from "highlight.js/lib/languages/yaml";

const languages = {
  bash,
  c,
  cpp,
  csharp,
  css,
  diff,
  dockerfile,
  go,
  ini,
  java,
  javascript,
  json,
  kotlin,
  lua,
  makefile,
  markdown,
  php,
  powershell,
  python,
  r,
  ruby,
  rust,
  sql,
  swift,
  typescript,
  xml,
  yaml,
};
for (const [name, language] of Object.entries(languages)) hljs.registerLanguage(name, language);

/** A stretch of source: how many characters, and the class of its colour ("" for none). */
export type Run = readonly [length: number, name: string];

/** highlight.js' emitter interface, making runs instead of HTML. */
class RunEmitter {
  readonly runs: [number, string][] = [];
  readonly #open: string[] = [];

  addText(text: string): void {
    if (text === "") return;
    const name = this.#open.at(-1) ?? "";
    const last = this.runs.at(-1);
    if (last?.[1] === name) last[0] += text.length;
    else this.runs.push([text.length, name]);
  }

  startScope(scope: string): void {
    const [head = "", ...rest] = scope.split(".");
    const own = scope.startsWith("language:") ? "" : `hljs-${head}`;
    const names = [own, ...rest.map((word, at) => word + "_".repeat(at + 1))].filter(Boolean).join(" ");
    this.#open.push(names || (this.#open.at(-1) ?? ""));
  }

  endScope(): void {
    this.#open.pop();
  }

  __addSublanguage(other: RunEmitter): void {
    for (const [length, name] of other.runs) this.runs.push([length, name || (this.#open.at(-1) ?? "")]);
  }

  openNode(scope: string): void {
    this.startScope(scope);
  }

  closeNode(): void {
    this.endScope();
  }

  closeAllNodes(): void {}
  finalize(): void {}

  /** Asked for by highlight.js; nothing here reads it. */
  toHTML(): string {
    return "";
  }
}

// `__emitter` is how lowlight builds trees with highlight.js; its types do not name it.
hljs.configure({ __emitter: RunEmitter } as Parameters<typeof hljs.configure>[0]);

/** The source as coloured runs, or null for a language that is not here. */
export function runsOf(source: string, language: string): Run[] | null {
  if (hljs.getLanguage(language) === undefined) return null;
  const result = hljs.highlight(source, { language, ignoreIllegals: true });
  const { runs } = (result as unknown as { _emitter: RunEmitter })._emitter;
  return runs.reduce((sum, [length]) => sum + length, 0) === source.length ? runs : null;
}
