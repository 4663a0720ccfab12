/** The settings name what Runnel is made with. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import licences from "../src/ui/settings/licences.json";

const web = join(import.meta.dirname, "..");
const json = (path: string) => JSON.parse(readFileSync(join(web, path), "utf8"));

test("every part of the page is named with the licence it comes with", () => {
  const names = Object.keys(json("package.json").dependencies);
  const found = Object.fromEntries(
    names.map((name) => [name, json(`node_modules/${name}/package.json`).license]),
  );
  expect(licences.page).toEqual(found);
});

test("every part of the server is named", () => {
  const project = readFileSync(join(web, "..", "pyproject.toml"), "utf8");
  const list = /^dependencies = \[\n([\s\S]*?)^\]/m.exec(project)?.[1] ?? "";
  const names = Array.from(list.matchAll(/^ {2}"([a-z0-9-]+)/gm), (match) => match[1]);
  expect(Object.keys(licences.server)).toEqual(names.sort());
});
