/** highlight.js with the languages that chats are full of; loaded on demand by `highlight.ts`. */
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
import php from "highlight.js/lib/languages/php";
import powershell from "highlight.js/lib/languages/powershell";
import python from "highlight.js/lib/languages/python";
import ruby from "highlight.js/lib/languages/ruby";
import rust from "highlight.js/lib/languages/rust";
import sql from "highlight.js/lib/languages/sql";
import swift from "highlight.js/lib/languages/swift";
import typescript from "highlight.js/lib/languages/typescript";
import xml from "highlight.js/lib/languages/xml";
import yaml from "highlight.js/lib/languages/yaml";
import { element } from "./element";

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
  php,
  powershell,
  python,
  ruby,
  rust,
  sql,
  swift,
  typescript,
  xml,
  yaml,
};
for (const [name, language] of Object.entries(languages)) hljs.registerLanguage(name, language);

/** highlight.js' emitter interface, building nodes instead of HTML. */
class NodeEmitter {
  readonly root = element("span");
  readonly #open: HTMLElement[] = [this.root];

  get #top(): HTMLElement {
    return this.#open[this.#open.length - 1] ?? this.root;
  }

  addText(text: string): void {
    if (text !== "") this.#top.append(document.createTextNode(text));
  }

  startScope(scope: string): void {
    const [head = "", ...rest] = scope.replace("language:", "language-").split(".");
    const names = [`hljs-${head}`, ...rest.map((word, at) => word + "_".repeat(at + 1))];
    const made = element("span", { class: names.join(" ") });
    this.#top.append(made);
    this.#open.push(made);
  }

  endScope(): void {
    if (this.#open.length > 1) this.#open.pop();
  }

  __addSublanguage(other: NodeEmitter, name: string): void {
    if (name) other.root.className = `language-${name}`;
    this.#top.append(other.root);
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
hljs.configure({ __emitter: NodeEmitter } as Parameters<typeof hljs.configure>[0]);

/** The source as coloured nodes, or null for a language that is not here. */
export function highlighted(source: string, language: string): Node[] | null {
  if (hljs.getLanguage(language) === undefined) return null;
  const result = hljs.highlight(source, { language, ignoreIllegals: true });
  const emitter = (result as unknown as { _emitter: NodeEmitter })._emitter;
  return emitter.root.textContent === source ? Array.from(emitter.root.childNodes) : null;
}
