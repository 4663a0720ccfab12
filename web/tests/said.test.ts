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

/** Without what is written for who reads it. */
function constantsIn(path: string): readonly string[] {
  const file = join(import.meta.dirname, "..", "..", "backend", path);
  const source = readFileSync(file, "utf8").replace(/"""[\s\S]*?"""/gu, "");
  const joined = source.replace(/"\s*\n\s*"/gu, "");
  return [...joined.matchAll(/(?<!f)"([A-Z][^"{}\n]{12,}\.)"/gu)].map(([, text]) => text as string);
}

test("what is said of files, of keys and of what can be undone is known", async () => {
  const files = ["contents", "pdf", "pictures", "store"].map((name) => `files/${name}.py`);
  const sentences = [...files, "undo/restore.py", "models/keys.py"].flatMap(constantsIn);
  expect(sentences.length).toBeGreaterThan(12);
  await speak("de", []);
  expect(sentences.filter((sentence) => inOwnWords(sentence) === sentence)).toEqual([]);
});

test("a sentence in a sentence, a list and a number are said in German too", async () => {
  await speak("de", []);
  const said = [
    "By its name this would be an image, but it is a file of another kind.",
    "By its name this would be an image, but it is image/png.",
    "“beds.pdf” was not sent. This PDF is damaged, so it cannot be read. Open it in a PDF program, save it anew, then attach it again.",
    "“beds.txt” is long: only its first 200,000 characters were sent.",
    "qwen3:8b does not take this chat's temperature, top-p value and setting for thinking. It was asked without.",
    "qwen3:8b does not take this chat's instructions. It was asked without.",
    "The provider is busy. Trying again in 12 s (2 of 4).",
    "The message has 1,000,001 characters; 1000000 are possible. Shorten it, or save it as a file in the chat's folder and ask about the file.",
  ].map(inOwnWords);
  expect(said).toEqual([
    "Dem Namen nach wäre das ein Bild, es ist aber eine Datei anderer Art.",
    "Dem Namen nach wäre das ein Bild, es ist aber image/png.",
    "„beds.pdf“ wurde nicht gesendet. Diese PDF-Datei ist beschädigt und nicht lesbar. Öffne sie in einem PDF-Programm, speichere sie neu und hänge sie noch einmal an.",
    "„beds.txt“ ist lang: gesendet wurden nur die ersten 200.000 Zeichen.",
    "qwen3:8b nimmt von den Einstellungen dieses Chats nicht an: Temperatur, Top-p-Wert und Einstellung zum Nachdenken. Es wurde ohne gefragt.",
    "qwen3:8b nimmt von den Einstellungen dieses Chats nicht an: Anweisungen. Es wurde ohne gefragt.",
    "Der Anbieter ist überlastet. Neuer Versuch in 12 s (2 von 4).",
    "Die Nachricht hat 1.000.001 Zeichen; möglich sind 1.000.000. Kürze sie, oder lege sie als Datei in den Ordner des Chats und frage danach.",
  ]);
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
