/** The page's words: every language has all of them with the same values, and none stand anywhere else. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { catalog as german } from "../src/words/de";
import { type EndingWords, ending } from "../src/words/ending";
import { isLanguageComing, language, locale, localeFor, speak } from "../src/words/language";
import { fixed, number, plural } from "../src/words/numbers";
import { visibleWords } from "./visible-words";
import { EXCEPTIONS, SAME } from "./words-exceptions";

const source = join(import.meta.dirname, "..", "src");

/** The page's files by their names, without the words themselves. */
const files = new Map(
  readdirSync(source, { recursive: true, encoding: "utf8" })
    .map((name) => name.replaceAll("\\", "/"))
    .filter((name) => /\.tsx?$/.test(name) && !name.startsWith("words/"))
    .sort()
    .map((name) => [name, readFileSync(join(source, name), "utf8")]),
);

type Tree = { readonly [key: string]: unknown };

/** All English words by their part, as the accessors of `src/words` give them. */
async function english(): Promise<Tree> {
  const parts: Record<string, unknown> = {};
  for (const name of Object.keys(german)) {
    const part = (await import(`../src/words/${name}.ts`)) as Record<string, unknown>;
    parts[name] = (part[name] as () => unknown)();
  }
  return parts;
}

/** Every word with its path: `list.today`. */
function wordsOf(tree: Tree, path = ""): [string, unknown][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === "object" && value !== null
      ? wordsOf(value as Tree, `${path}${key}.`)
      : [[path + key, value]],
  );
}

afterEach(() => speak("en", []));

describe("every language has the same words", () => {
  test("a missing, a surplus or a wrong word does not compile", () => {
    const whole: EndingWords = ending();
    const { show: _, ...part } = whole;
    // @ts-expect-error a word is missing
    const missing: EndingWords = part;
    // @ts-expect-error a word that nobody asks for
    const surplus: EndingWords = { ...whole, other: "x" };
    // @ts-expect-error a sentence that needs a value
    const wrong: EndingWords = { ...whole, show: ({ count }: { count: number }) => `${count}` };
    // @ts-expect-error a value that is not given
    const named: EndingWords = { ...whole, openTitle: ({ name }: { name: string }) => name };
    expect([missing, surplus, wrong, named]).toHaveLength(4);
  });

  test("German has each key of English, in the same order", async () => {
    const keys = (tree: Tree): string[] => wordsOf(tree).map(([path]) => path);
    expect(keys(german as unknown as Tree)).toEqual(keys(await english()));
  });

  test("each sentence says the values that it is given, in German as in English", async () => {
    const theirs = new Map(wordsOf(german as unknown as Tree));
    for (const [path, ours] of wordsOf(await english())) {
      const other = theirs.get(path);
      expect([path, typeof other]).toEqual([path, typeof ours]);
      if (typeof ours === "function") expect([path, usedIn(other)]).toEqual([path, usedIn(ours)]);
    }
  });

  test("what is the same in German is so on purpose", async () => {
    const theirs = new Map(wordsOf(german as unknown as Tree));
    const same = wordsOf(await english()).filter(
      ([path, word]) => typeof word === "string" && theirs.get(path) === word,
    );
    expect([...new Set(same.map(([, word]) => word))].sort()).toEqual([...SAME].sort());
  });

  test("no word is left that nothing uses", async () => {
    const code = [...files.values()].join("\n");
    const unused = Object.entries(await english()).flatMap(([part, words]) =>
      Object.keys(words as Tree)
        .map((key) => `${part}().${key}`)
        .filter((use) => !code.includes(use)),
    );
    expect(unused).toEqual([]);
  });
});

/** The names of the values that a sentence reads and shows, tried with numbers, words and both truths. */
function usedIn(sentence: unknown): string[] {
  const used = new Set<string>();
  for (const probe of [0, 1, 2, 5, 1234, "⟦word⟧", true, false, null]) {
    const values = new Proxy(
      {},
      {
        get: (_, name) => {
          used.add(String(name));
          return probe;
        },
      },
    );
    try {
      const said = (sentence as (values: object) => unknown)(values);
      expect(typeof said === "string" || Array.isArray(said)).toBe(true);
    } catch (error) {
      if (!(error instanceof TypeError) && !(error instanceof RangeError)) throw error; // a word where a number belongs
    }
  }
  return [...used].sort();
}

describe("words stand in src/words and nowhere else", () => {
  test.each([...files])("%s", (name, code) => {
    expect(visibleWords(name, code, new Set(EXCEPTIONS[name]))).toEqual([]);
  });

  test("each exception is there", () => {
    const gone = Object.entries(EXCEPTIONS).flatMap(([name, texts]) => {
      const found = new Set(visibleWords(name, files.get(name) ?? "").map(({ text }) => text));
      return texts.filter((text) => !found.has(text)).map((text) => `${name}: ${text}`);
    });
    expect(gone).toEqual([]);
  });

  test("the look for words finds them wherever they are read", () => {
    const found = (code: string) => visibleWords("a.tsx", code).map(({ text }) => text);
    expect(found("<p>Hello</p>")).toEqual(["Hello"]);
    expect(found('<p>{here ? "done" : <b>go</b>}</p>')).toEqual(["done", "go"]);
    expect(found('<p title="go" class="not this one" />')).toEqual(["go"]);
    expect(found('<input placeholder={here ? "in here" : "there"} />')).toEqual(["in here", "there"]);
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is code to look through
    expect(found("<p aria-label={`Open ${name}`} />")).toEqual(["Open 0"]);
    expect(found('const note = { says: "Rename" };')).toEqual(["Rename"]);
    expect(found("if (event.key === 'Enter') throw new Error('no such thing');")).toEqual([]);
    expect(found('store.dispatch({ type: "title changed" });')).toEqual([]);
  });
});

describe("the language that is spoken", () => {
  test("is the first of the system's that is known, or the chosen one with the system's region", () => {
    expect(localeFor("system", ["fr-FR", "de-AT", "en-GB"])).toEqual({ language: "de", locale: "de-AT" });
    expect(localeFor("en", ["de-AT", "en-GB"])).toEqual({ language: "en", locale: "en-GB" });
    expect(localeFor("de", ["en-US"])).toEqual({ language: "de", locale: "de" });
    expect(localeFor("system", ["fr", "C", "x_y"])).toEqual({ language: "en", locale: "en" });
  });

  test("changes once its words are there, and the last choice counts", async () => {
    const first = speak("de", []);
    expect([language(), isLanguageComing()]).toEqual(["en", true]);
    const second = speak("en", ["en-GB"]);
    await Promise.all([first, second]);
    expect([language(), locale(), isLanguageComing()]).toEqual(["en", "en-GB", false]);
    await speak("de", ["de-CH"]);
    expect([language(), locale(), ending().show]).toEqual(["de", "de-CH", "Zeigen"]);
  });

  test("writes numbers and counts things", async () => {
    const said = () => [number(12_345), fixed(1.4, 1), plural(1, { one: "one", other: "more" })];
    expect(said()).toEqual(["12,345", "1.4", "one"]);
    await speak("de", []);
    expect(said()).toEqual(["12.345", "1,4", "one"]);
  });
});
