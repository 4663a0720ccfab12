import { expect, test } from "vitest";
import type { Answered, Run } from "../src/domain/conversation";
import {
  isSecondHalf,
  joinedTexts,
  lastingNotes,
  reachedItsLimit,
  secondHalves,
  wholeText,
} from "../src/domain/halves";

const said = (id: string, content: string, continues?: string): Answered => ({
  id,
  role: "assistant",
  content,
  metadata: { runId: "r", ...(continues === undefined ? {} : { continues }) },
});
const PARTS = [said("a", "The sea is de"), said("b", "ep", "a"), said("x", "And cold."), said("c", ".", "a")];

test("the halves of a cut answer are one text without a break, and other texts stay apart", () => {
  expect(wholeText(PARTS, "a")).toBe("The sea is deep.");
  expect(wholeText(PARTS, "x")).toBe("And cold.");
  expect(wholeText(PARTS, "nobody")).toBe(null);
  expect(joinedTexts(PARTS)).toBe("The sea is deep.\n\nAnd cold.");
  expect(secondHalves(PARTS, "a").map((part) => part.id)).toEqual(["b", "c"]);
});

test("a second half whose first is not there is shown by itself", () => {
  const alone = [said("b", "ep.", "a")];
  expect(isSecondHalf(alone, alone[0] as Answered)).toBe(false);
  expect(joinedTexts(alone)).toBe("ep.");
});

const run = (status: Run["status"], ...codes: string[]): Run => ({
  ...({ id: "r", messageId: "u", model: "p:m", parentRunId: null, startedAt: 1, endedAt: 2 } as Run),
  status,
  notes: codes.map((code) => ({ code, text: `about ${code}` })),
});

test("what stays worth knowing is a prompt or a file that was not read whole and a new turn, not a retry", () => {
  const runs = [
    run("finished", "retrying", "new_turn", "attachment_not_taken"),
    run("failed", "prompt_truncated", "length_limit"),
  ];
  const codes = lastingNotes(runs).map((note) => note.code);
  expect(codes).toEqual(["new_turn", "attachment_not_taken", "prompt_truncated"]);
});

test("an answer at its limit is one that its model ended there", () => {
  expect(reachedItsLimit(run("finished", "length_limit"))).toBe(true);
  expect(reachedItsLimit(run("cancelled", "length_limit"))).toBe(false);
  expect(reachedItsLimit(run("finished", "retrying"))).toBe(false);
});
