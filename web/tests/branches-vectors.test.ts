/** The branch that is shown, by the vectors that the server's export runs too. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { shownOf } from "../src/domain/branches";
import { emptyConversation } from "../src/domain/conversation";
import { apply } from "../src/domain/fold";
import type { Frame } from "../src/domain/frame";
import { turnsOf } from "../src/domain/turns";

interface Vector {
  readonly name: string;
  readonly frames: readonly Frame[];
  readonly shown: readonly object[];
}

const folder = join(import.meta.dirname, "..", "..", "tests", "vectors", "branches");
const vectors = readdirSync(folder).map(
  (name): Vector => JSON.parse(readFileSync(join(folder, name), "utf8")) as Vector,
);

test("there are vectors", () => expect(vectors.length).toBeGreaterThan(20));

for (const { name, frames, shown } of vectors) {
  test(`branch: ${name}`, () => {
    const state = frames.reduce((before, frame) => apply(before, frame).state, emptyConversation("c1"));
    const path = shownOf(turnsOf(state), state).map(({ turn, siblings, at, reply }) => ({
      key: turn.key,
      siblings,
      at,
      replies: turn.replies.map((one) => one.key),
      reply: turn.replies[reply]?.key ?? null,
      parts: (turn.replies[reply]?.parts ?? []).map((part) => part.id),
    }));
    expect(path).toStrictEqual(shown);
  });
}
