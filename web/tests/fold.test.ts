/** The fold against the vectors that the server's fold runs too. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type Conversation, emptyConversation } from "../src/domain/conversation";
import { apply } from "../src/domain/fold";
import type { Frame } from "../src/domain/frame";

interface Vector {
  readonly name: string;
  readonly start?: Conversation;
  readonly frames: readonly Frame[];
  readonly expect: Conversation;
  readonly outcomes?: readonly string[];
}

const folder = join(import.meta.dirname, "..", "..", "tests", "vectors");
const vectors = readdirSync(folder)
  .filter((name) => name.endsWith(".json"))
  .flatMap((name) => {
    const read: unknown = JSON.parse(readFileSync(join(folder, name), "utf8"));
    return (Array.isArray(read) ? read : [read]) as Vector[];
  });

test("there are vectors", () => expect(vectors.length).toBeGreaterThan(0));

for (const vector of vectors) {
  test(`vector: ${vector.name}`, () => {
    let state = vector.start ?? emptyConversation(vector.frames[0]?.c ?? "");
    const outcomes: string[] = [];
    for (const frame of vector.frames) {
      const step = apply(state, frame);
      state = step.state;
      outcomes.push(step.outcome);
    }
    expect(JSON.parse(JSON.stringify(state))).toStrictEqual(vector.expect);
    if (vector.outcomes) expect(outcomes).toEqual(vector.outcomes);
  });
}
