/** The server's sentences in the language of the page: each is one that the server says, and what is not known stays. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { inOwnWords } from "../src/domain/own-words";
import { SENTENCES } from "../src/words/de/said";
import { speak } from "../src/words/language";

afterEach(() => speak("en", []));

/** The server's source, in which a text over several lines is one. */
function server(): string {
  const folder = join(import.meta.dirname, "..", "..", "backend");
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".py"))
    .map((name) => readFileSync(join(folder, name), "utf8"))
    .join("\n")
    .replace(/"\s*\n\s*f?"/gu, "");
}

test("each sentence is one that the server says", () => {
  const source = server();
  const pieces = SENTENCES.flatMap(([english]) => english.split(/[.]? ?\{\w+\}[.]? ?/u)).filter(Boolean);
  expect(pieces.filter((piece) => !source.includes(piece))).toEqual([]);
});

test("both say the same values", () => {
  const names = (text: string): string[] =>
    [...text.matchAll(/\{(\w+)\}/gu)].map(([, name]) => name as string);
  for (const [english, own] of SENTENCES)
    expect([own, names(own).filter((name) => !names(english).includes(name))]).toEqual([own, []]);
});

test("a sentence is said in German with what stood in it, and another one as it came", async () => {
  const sentence =
    "OpenAI did not accept the API key. Enter the key again under Models and providers. It said: “bad (key)”";
  expect(inOwnWords(sentence)).toBe(sentence);
  await speak("de", []);
  expect(inOwnWords(sentence)).toBe(
    "OpenAI hat den API-Schlüssel nicht angenommen. Gib ihn unter „Modelle und Anbieter“ neu ein. Die Antwort war: „bad (key)“",
  );
  expect(inOwnWords("20 messages wait already. Wait until some are sent.")).toBe(
    "Es warten schon 20 Nachrichten. Warte, bis einige gesendet sind.",
  );
  expect(inOwnWords("Something new was said.")).toBe("Something new was said.");
  const hostile = `x${" did not accept the API key.".repeat(20_000)}`;
  const began = performance.now();
  expect(inOwnWords(hostile)).toBe(hostile);
  expect(performance.now() - began).toBeLessThan(500);
});
