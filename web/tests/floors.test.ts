/** The page's floors, and what may not be used anywhere in it. Imports go downward only. */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { expect, test } from "vitest";

const FLOORS = ["words", "domain", "text", "wire", "state", "ui", "main"];
const source = join(import.meta.dirname, "..", "src");

const files = readdirSync(source, { recursive: true, encoding: "utf8" })
  .filter((name) => /\.tsx?$/.test(name))
  .map((name) => ({ name, code: readFileSync(join(source, name), "utf8") }));

function floorOf(path: string): number {
  const [first = ""] = path.split(/[\\/]/);
  return FLOORS.indexOf(first.replace(/\.tsx?$/, ""));
}

test("every file stands on a floor", () => {
  expect(files.filter(({ name }) => floorOf(name) < 0)).toEqual([]);
});

test("no file imports from a floor above its own", () => {
  const upward: string[] = [];
  for (const { name, code } of files) {
    for (const [, imported = ""] of code.matchAll(/(?:from|import\()\s*"(\.[^"]+)"/g)) {
      const target = relative(source, join(source, name, "..", imported));
      if (floorOf(target) > floorOf(name)) upward.push(`${name} → ${target}`);
    }
  }
  expect(upward).toEqual([]);
});

/** What a webview lacks, what would make HTML out of strings, and what leaves traces outside of the server. */
const FORBIDDEN: readonly (readonly [RegExp, string])[] = [
  [/\b(inner|outer)HTML\b|insertAdjacentHTML|document\.write|srcdoc|dangerouslySet/, "HTML strings"],
  [/\beval\(|new Function\(/, "code from strings"],
  [/localStorage|sessionStorage|indexedDB/, "browser storage: null in a private webview"],
  [/requestIdleCallback|\bscheduler\./, "WebKitGTK lacks it"],
  [/window\.open|\blocation\.(href|assign|replace)\b/, "the window never leaves the app"],
  [/content-visibility|contentVisibility/, "unfinished after minutes in WebKitGTK"],
  [/pywebview/, "the window's bridge is not used"],
];

for (const [pattern, reason] of FORBIDDEN) {
  test(`nothing uses ${pattern.source} (${reason})`, () => {
    const code = (text: string) => text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
    expect(files.filter((file) => pattern.test(code(file.code))).map((file) => file.name)).toEqual([]);
  });
}

test("only the wire talks to the server", () => {
  const talking = files.filter(({ code }) => /\bfetch\(|XMLHttpRequest|sendBeacon|WebSocket/.test(code));
  expect(talking.map((file) => file.name).filter((name) => !name.startsWith("wire"))).toEqual([]);
});
