/** The languages of code blocks: what they are called, and how a file of theirs ends. */
import { transcript } from "../words/transcript";

const LANGUAGES: Readonly<Record<string, readonly [name: string, ending: string]>> = {
  bash: ["Bash", "sh"],
  c: ["C", "c"],
  cpp: ["C++", "cpp"],
  "c++": ["C++", "cpp"],
  cs: ["C#", "cs"],
  csharp: ["C#", "cs"],
  css: ["CSS", "css"],
  csv: ["CSV", "csv"],
  diff: ["Diff", "diff"],
  dockerfile: ["Dockerfile", "dockerfile"],
  go: ["Go", "go"],
  graphql: ["GraphQL", "graphql"],
  h: ["C", "h"],
  haskell: ["Haskell", "hs"],
  html: ["HTML", "html"],
  ini: ["INI", "ini"],
  java: ["Java", "java"],
  javascript: ["JavaScript", "js"],
  js: ["JavaScript", "js"],
  json: ["JSON", "json"],
  jsonl: ["JSON Lines", "jsonl"],
  jsx: ["JSX", "jsx"],
  julia: ["Julia", "jl"],
  kotlin: ["Kotlin", "kt"],
  latex: ["LaTeX", "tex"],
  lua: ["Lua", "lua"],
  makefile: ["Makefile", "mk"],
  markdown: ["Markdown", "md"],
  math: ["formula", "tex"],
  md: ["Markdown", "md"],
  mermaid: ["diagram", "mmd"],
  patch: ["Diff", "patch"],
  perl: ["Perl", "pl"],
  php: ["PHP", "php"],
  plaintext: ["text", "txt"],
  powershell: ["PowerShell", "ps1"],
  ps1: ["PowerShell", "ps1"],
  py: ["Python", "py"],
  python: ["Python", "py"],
  r: ["R", "r"],
  rb: ["Ruby", "rb"],
  rs: ["Rust", "rs"],
  ruby: ["Ruby", "rb"],
  rust: ["Rust", "rs"],
  scala: ["Scala", "scala"],
  scss: ["SCSS", "scss"],
  sh: ["Shell", "sh"],
  shell: ["Shell", "sh"],
  sql: ["SQL", "sql"],
  svg: ["SVG", "svg"],
  swift: ["Swift", "swift"],
  tex: ["LaTeX", "tex"],
  text: ["text", "txt"],
  toml: ["TOML", "toml"],
  ts: ["TypeScript", "ts"],
  tsx: ["TSX", "tsx"],
  txt: ["text", "txt"],
  typescript: ["TypeScript", "ts"],
  vue: ["Vue", "vue"],
  xml: ["XML", "xml"],
  yaml: ["YAML", "yaml"],
  yml: ["YAML", "yml"],
  zig: ["Zig", "zig"],
  zsh: ["Shell", "sh"],
};

/** What has no proper name. */
const KINDS = ["formula", "diagram", "text"] as const;

/** The word behind the fence that names the language, in small letters. */
export function languageWord(info: string): string {
  return (info.trim().split(/[\s{:]/, 1)[0] ?? "").toLowerCase();
}

/** What the block's header says: a known language's proper name, else the word as written, cut short. */
export function languageName(info: string): string {
  const known = entry(languageWord(info));
  const kind = known && KINDS.find((one) => one === known[0]);
  if (kind) return transcript().kinds[kind];
  return known?.[0] ?? (info.trim().split(/[\s{]/, 1)[0] ?? "").slice(0, 24);
}

/** A name for the block as a file: the one behind the fence (`title=a.py`, `a.py`), else one that ends rightly. */
export function fileName(info: string): string {
  const written =
    /(?:title|file|filename)\s*=\s*"?([^"\s}]+)/.exec(info)?.[1] ??
    /\s([\w./-]+\.\w{1,10})\s*$/.exec(info)?.[1];
  const name = (written?.split(/[\\/]/).pop() ?? "").replace(/[^\w. -]/g, "").replace(/^[. ]+/, "");
  if (name !== "") return name.slice(-100);
  const word = languageWord(info);
  if (word === "dockerfile") return "Dockerfile";
  if (word === "makefile") return "Makefile";
  return `code.${entry(word)?.[1] ?? "txt"}`;
}

function entry(word: string): readonly [string, string] | undefined {
  return Object.hasOwn(LANGUAGES, word) ? LANGUAGES[word] : undefined;
}
