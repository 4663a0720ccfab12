// @vitest-environment happy-dom
/**
 * Promise C8 for texts that nobody thought of: random mixtures of the specification's examples, tables, task lists,
 * formulas, open fences and long paragraphs, inside quotes and lists, in random pieces, end as they are at once.
 *
 *     FUZZ_ROUNDS=20000 FUZZ_SEED=1 npx vitest run tests/fuzz.test.ts      the long way
 */
import { tests as spec } from "commonmark-spec";
import { expect, test } from "vitest";
import { MarkdownStream } from "../src/text/stream";
import { dice, flat, oneShot } from "./markdown";

const ROUNDS = Number(process.env.FUZZ_ROUNDS ?? 250);
const SEED = Number(process.env.FUZZ_SEED ?? 20261122);

const words = (random: (below: number) => number, count: number): string =>
  Array.from({ length: count }, () => {
    const plain = [
      "alpha",
      "beta,",
      "gamma",
      "*delta*",
      "`code x`",
      "**bold one**",
      "[link](http://a.b)",
      "snake_case",
    ];
    const odd = [
      "*open",
      "a*b",
      "$5",
      "\\$6",
      "$x_1$",
      "~~gone~~",
      "~100",
      "[foo]",
      "`",
      "_it_",
      "<b>",
      "|",
      "\\(",
    ];
    return random(60) === 0 ? odd[random(odd.length)] : plain[random(plain.length)];
  }).join(random(30) === 0 ? "\n" : " ");

const GFM = [
  "| a | b |\n|---|:-:|\n| 1 | `x` |\n| 2 |\n",
  "| a |\n|---|\n",
  "- [ ] open\n- [x] done\n",
  "~~gone~~ https://example.org/x\n",
  "$$\nx = 1\n$$\n",
  "$$\nx = 1\n- b\n",
  "\\[ a^2 \\]\n",
  "cost $5 and $10, or $x$\n",
  "```js\nlet a = 1;\n\n",
  "```\n```\n",
  "~~~\n$$\n~~~\n",
  "[foo]: /url 'title'\n",
  "[bar]: http://b.c\n",
  "[foo] and [bar][foo] ![bar]\n",
  '[late]: /u\n"title\nmore"\n',
  "1. one\n   - deep\n   - er\n\n     para\n2. two\n",
  "- a\n\n- b\n- ```\n  x\n  ```\n- c\n",
  "10) ten\n11) eleven\n",
  "> quote\nlazy\n> - item\n>   more\n",
  "Head\n===\n",
  "  - odd indent\n     - x\n",
  "-\n  late\n-   wide\n\n    code?\n",
];

function piece(random: (below: number) => number): string {
  const kind = random(40);
  if (kind === 0) return words(random, 10 + random(900));
  if (kind < 16) return GFM[random(GFM.length)] ?? "";
  const example = spec as { markdown: string }[];
  const text = (example[random(example.length)]?.markdown ?? "").replaceAll("→", "\t");
  return random(6) === 0 ? text.slice(random(text.length)) : text;
}

function nested(text: string, random: (below: number) => number): string {
  const first = ["> ", "- ", "1. ", "-   ", "* ", "3) "][random(6)] ?? "";
  const rest = first === "> " ? "> " : " ".repeat(first.length);
  return text
    .split("\n")
    .map((line, at) => (line === "" && random(2) === 0 ? "" : (at === 0 ? first : rest) + line))
    .join("\n");
}

function document_(random: (below: number) => number): string {
  let text = "";
  for (let left = 1 + random(5); left > 0; left--) {
    let next = piece(random);
    for (let depth = random(3); depth > 0; depth--) next = nested(next, random);
    text += next + (["", "\n", "\n\n", "\n\n"][random(4)] ?? "");
  }
  return text;
}

/** Where two renders part: short, because a diff of two long lines takes minutes. */
function difference(have: string, want: string): string {
  if (have === want) return "";
  let at = 0;
  while (at < have.length && have[at] === want[at]) at += 1;
  return `${have.slice(Math.max(0, at - 80), at + 80)} INSTEAD OF ${want.slice(Math.max(0, at - 80), at + 80)}`;
}

function render(text: string, step: number): string {
  const root = document.createElement("div");
  const stream = new MarkdownStream(root);
  for (let end = step; end < text.length + step; end += step) stream.update(text.slice(0, end));
  stream.end();
  return flat(root);
}

test(`${ROUNDS} random documents in random pieces end as they are at once (seed ${SEED})`, {
  timeout: 1e9,
}, async () => {
  for (let round = 0; round < ROUNDS; round++) {
    await new Promise((done) => setTimeout(done)); // what was rendered can be forgotten
    const random = dice(SEED + round);
    const text = document_(random);
    const size = 1 + random(12);
    const step = text.length > 1200 ? size * Math.ceil(text.length / 400) : size;
    try {
      expect(difference(render(text, step), oneShot(text))).toBe("");
    } catch (error) {
      throw new Error(JSON.stringify({ round, step, text }), { cause: error });
    }
  }
});
