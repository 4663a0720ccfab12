/** What is new, as the page cuts the list of changes. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { notesOf } from "../src/domain/release-notes";

const root = join(import.meta.dirname, "..", "..");

test("each version is a part with its title, and what no release has yet has none", () => {
  const changes = "# Changes\n\n## Unreleased\n\n- new\n\n## 0.1.0 – 2026-12-01\n\n- first\n  ### deeper\n";
  expect(notesOf(changes)).toEqual([
    { title: "", text: "- new" },
    { title: "0.1.0 – 2026-12-01", text: "- first\n  ### deeper" },
  ]);
  expect(notesOf("")).toEqual([]);
  expect(notesOf("## 0.1.0")).toEqual([{ title: "0.1.0", text: "" }]);
});

test("the list of changes begins with what is not released, or with the version that this is", () => {
  const [first, ...older] = notesOf(readFileSync(join(root, "CHANGELOG.md"), "utf8"));
  const project = readFileSync(join(root, "pyproject.toml"), "utf8");
  const version = /^version = "([^"]+)"/m.exec(project)?.[1] ?? "";
  expect(first?.text).toMatch(/^- /);
  if (first?.title !== "")
    expect(first?.title).toMatch(new RegExp(`^${version.replaceAll(".", "\\.")}( |$)`));
  for (const { title, text } of older) {
    expect(title).toMatch(/^\d+\.\d+/);
    expect(text).toMatch(/^- /);
  }
});
