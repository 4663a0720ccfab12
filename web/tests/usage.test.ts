/** What answers took, and how it is said. */
import { expect, test } from "vitest";
import type { ToolCall, ToolResult } from "../src/domain/conversation";
import {
  chatUsage,
  contextOf,
  costOf,
  costText,
  tokensText,
  usageOf,
  workedMs,
  workedOn,
} from "../src/domain/usage";
import { run } from "./chats";

const usage = (inputTokens: number, outputTokens: number) => [{ inputTokens, outputTokens }];
const cost = (amount: number) => ({ amount, currency: "USD", about: true });

test("the time of an answer leaves out the time in which it waited for an approval", () => {
  const asked = run("r1", "u1", { startedAt: 1_000, endedAt: 2_500 });
  const carriedOn = run("r2", "u1", { startedAt: 60_000, endedAt: 61_000, parentRunId: "r1" });
  expect(workedMs([asked, carriedOn])).toBe(2_500);
  expect(workedMs([run("r1", "u1", { startedAt: 5, endedAt: null })])).toBeNull();
});

test("an answer that Runnel's end cut off says no time: its end was written at the next start", () => {
  const cut = run("r1", "u1", { startedAt: 1_000, endedAt: 37_000, status: "interrupted" });
  const goesOn = run("r2", "u1", { startedAt: 40_000, endedAt: 41_000, parentRunId: "r1" });
  expect(workedMs([cut])).toBeNull();
  expect(workedMs([cut, goesOn])).toBeNull();
  expect(workedMs([goesOn])).toBe(1_000);
});

test("the time of an approved call begins with the run that carried it out", () => {
  const call: ToolCall = {
    id: "t1",
    type: "function",
    function: { name: "run_command", arguments: "{}" },
    metadata: { startedAt: 2_000 },
  };
  const result: ToolResult = {
    id: "m1",
    role: "tool",
    toolCallId: "t1",
    content: "",
    metadata: { runId: "r2", createdAt: 60_400 },
  };
  const runs = [
    run("r1", "u1", { startedAt: 1_000, endedAt: 2_500 }),
    run("r2", "u1", { startedAt: 60_000, endedAt: 61_000, parentRunId: "r1" }),
  ];
  expect(workedOn(call, result, runs)).toBe(400);
  expect(workedOn(call, { ...result, metadata: { runId: "r1", createdAt: 2_300 } }, runs)).toBe(300);
  expect(workedOn(call, undefined, runs)).toBeNull();
});

test("tokens are added up, and it is known how many answers did not report them", () => {
  const runs = [
    run("r1", "u1", { model: "a:b", usage: usage(10, 5) }),
    run("r2", "u2", { model: "a:b", usage: null }),
    run("r3", "u3", { model: "builtin:assistant" }),
    run("r4", "u4", { model: "a:b", endedAt: null, status: "running" }),
  ];
  expect(usageOf(runs)).toMatchObject({ input: 10, output: 5, reported: 1, of: 2 });
});

test("a cost is whole only where every price is known, and unknown where none is", () => {
  const priced = run("r1", "u1", { model: "a:b", cost: cost(0.01) });
  const unpriced = run("r2", "u2", { model: "c:d" });
  expect(costOf([priced])).toEqual({ amount: 0.01, whole: true });
  expect(costOf([priced, unpriced])).toEqual({ amount: 0.01, whole: false });
  expect(costOf([unpriced])).toBeNull();
  expect(costOf([])).toBeNull();
});

test("a chat's sum has what its title took; its context is that of the newest answer that says it", () => {
  const runs = [
    run("r1", "u1", { model: "a:b", usage: usage(100, 10), context: 100, cost: cost(0.02) }),
    run("r2", "u2", { model: "a:b", usage: null }),
  ];
  const whole = chatUsage({ runs, spent: [{ usage: usage(7, 3), cost: cost(0.01) }] });
  expect(whole.usage).toMatchObject({ input: 107, output: 13 });
  expect(whole.cost?.amount).toBeCloseTo(0.03);
  expect(contextOf(runs)).toBe(100);
  expect(contextOf([])).toBeNull();
});

test("amounts are short", () => {
  expect([0, 950, 1_000, 12_400, 99_960, 128_000, 999_600, 1_250_000].map(tokensText)).toEqual([
    "0",
    "950",
    "1k",
    "12.4k",
    "100k",
    "128k",
    "1M",
    "1.3M",
  ]);
  expect([0, 0.00001, 0.0042, 0.128, 2.4].map(costText)).toEqual([
    "$0",
    "< $0.0001",
    "$0.0042",
    "$0.13",
    "$2.40",
  ]);
});
