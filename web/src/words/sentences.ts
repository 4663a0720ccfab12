/**
 * Known sentences in another language. A `{name}` stands for whatever is there, in both; `{said}` at the end is what a
 * provider said, which may be missing; `{quoted}` has quotation marks around it; `{own…}` is itself a known sentence or
 * word, `{ownList}` several of them, and `{count…}` a number that is written as is usual. What no sentence fits stays.
 */
import { locale } from "./language";
import { number } from "./numbers";

export type Sentences = readonly (readonly [english: string, own: string])[];

/** No sentence of the server is longer, with a path in it; one that is has something else in it. */
const LONGEST = 10_000;
/** As the server writes one. */
const NUMBER = /^\d{1,3}(?:,?\d{3})*$/u;
const SAID = /^ It said: “([\s\S]*)”$/u;

export function translator(
  sentences: Sentences,
  itSaid: (words: string) => string,
  inQuotes: (words: string) => string,
): (sentence: string) => string {
  let known: { readonly pattern: RegExp; readonly own: string }[] | null = null;
  const say = (sentence: string): string => {
    if (sentence.length > LONGEST) return sentence;
    known ??= sentences.map(([english, own]) => ({ pattern: patternOf(english), own }));
    for (const { pattern, own } of known) {
      const values = pattern.exec(sentence)?.groups;
      if (values !== undefined || pattern.test(sentence)) return filled(own, values ?? {}, value);
    }
    return sentence;
  };
  const value = (name: string, value: string): string => {
    if (name === "said") {
      const words = SAID.exec(value)?.[1];
      return words === undefined ? value : itSaid(words);
    }
    if (name === "quoted") return inQuotes(value.replace(/^“|”$/gu, ""));
    if (name === "ownList")
      return new Intl.ListFormat(locale(), { type: "conjunction" }).format(value.split(/, | and /u).map(say));
    if (name.startsWith("own")) return say(value);
    return name.startsWith("count") && NUMBER.test(value) ? number(Number(value.replaceAll(",", ""))) : value;
  };
  return say;
}

function patternOf(english: string): RegExp {
  const pattern = english
    .split(/(\{\w+\})/u)
    .map((piece) => {
      const name = /^\{(\w+)\}$/u.exec(piece)?.[1];
      if (name === undefined) return piece.replace(/[.*+?^${}()|[\]\\]/gu, "\\$&");
      return name === "said" ? "(?<said>(?: It said: “[^]*”)?)" : `(?<${name}>[^]*?)`;
    })
    .join("");
  return new RegExp(`^${pattern}$`, "u");
}

function filled(
  own: string,
  values: Readonly<Record<string, string>>,
  value: (name: string, value: string) => string,
): string {
  return own.replace(/\{(\w+)\}/gu, (_, name: string) => value(name, values[name] ?? ""));
}
