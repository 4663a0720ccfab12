/** Documents of a given length, each of one kind: the same text each time. */

const WORDS =
  "the stream goes on and every word that comes is shown at once while what was there before stays as it is so that a person can read select and follow links in an answer whose end has not come yet".split(
    " ",
  );

function sentence(number: number): string {
  const length = 9 + ((number * 7) % 11);
  const words = Array.from({ length }, (_, at) => WORDS[(number * 5 + at * 3) % WORDS.length] ?? "and");
  if (number % 4 === 0) words[2] = `**${words[2]}**`;
  if (number % 5 === 0) words[4] = `\`${words[4]}\``;
  if (number % 9 === 0) words[6] = `[${words[6]}](https://example.org/${number})`;
  if (number % 7 === 0) words[1] = `*${words[1]}*`;
  const [first = ""] = words;
  return `${first[0]?.toUpperCase() ?? ""}${first.slice(1)} ${words.slice(1).join(" ")}.`;
}

const block: Readonly<Record<string, (number: number) => string>> = {
  prose: (number) =>
    number % 12 === 0
      ? `## Part ${number}\n\n`
      : `${[0, 1, 2, 3].map((at) => sentence(number * 4 + at)).join(" ")}\n\n`,
  lists: (number) =>
    `${[0, 1, 2, 3, 4, 5].map((at) => `${at % 3 ? "  " : ""}- ${sentence(number * 6 + at)}\n`).join("")}\n${sentence(number)}\n\n`,
  tables: (number) =>
    `| name | number | says |\n|---|--:|---|\n${[0, 1, 2, 3, 4, 5, 6, 7].map((at) => `| row ${at} | ${number * at} | ${sentence(number + at)} |\n`).join("")}\n${sentence(number)}\n\n`,
  code: (number) =>
    `${sentence(number)}\n\n\`\`\`python\n${Array.from({ length: 24 }, (_, at) => `${" ".repeat((at % 4) * 4)}value_${at} = compute(${number}, "${WORDS[at % WORDS.length]}")  # ${at}\n`).join("")}\`\`\`\n\n`,
  "one list": (number) => `- ${sentence(number)}\n`,
  "one table": (number) =>
    `${number === 0 ? "| name | number | says |\n|---|--:|---|\n" : ""}| row ${number} | ${number * 3} | ${sentence(number)} |\n`,
  "one code block": (number) =>
    `${number === 0 ? "```python\n" : ""}${" ".repeat((number % 4) * 4)}value_${number} = compute(${number}, "x")  # ${WORDS[number % WORDS.length]}\n`,
  "one paragraph": (number) => `${sentence(number)} `,
};

export const KINDS: readonly string[] = [...Object.keys(block), "mixed"];

const MIXED = ["prose", "lists", "prose", "code", "prose", "tables"];

/** A token is four characters here, as in English text. */
export const TOKEN_CHARACTERS = 4;

export function documentOf(kind: string, tokens: number): string {
  const wanted = tokens * TOKEN_CHARACTERS;
  let text = "";
  for (let number = 0; text.length < wanted; number++) {
    const make = block[kind] ?? block[MIXED[number % MIXED.length] ?? "prose"];
    text += make?.(number) ?? "";
  }
  return text.slice(0, wanted);
}
