/**
 * Known sentences in another language. A `{name}` stands for whatever is there, in both; `{said}` at the end is what a
 * provider said, which may be missing. What no sentence fits stays as it is.
 */
export type Sentences = readonly (readonly [english: string, own: string])[];

const SAID = /^ It said: “([\s\S]*)”$/u;

export function translator(
  sentences: Sentences,
  itSaid: (words: string) => string,
): (sentence: string) => string {
  let known: { readonly pattern: RegExp; readonly own: string }[] | null = null;
  return (sentence) => {
    known ??= sentences.map(([english, own]) => ({ pattern: patternOf(english), own }));
    for (const { pattern, own } of known) {
      const values = pattern.exec(sentence)?.groups;
      if (values !== undefined || pattern.test(sentence)) return filled(own, values ?? {}, itSaid);
    }
    return sentence;
  };
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
  itSaid: (words: string) => string,
): string {
  return own.replace(/\{(\w+)\}/gu, (_, name: string) => {
    const value = values[name] ?? "";
    const words = name === "said" ? SAID.exec(value)?.[1] : undefined;
    return words === undefined ? value : itSaid(words);
  });
}
