/** Which turns of a long chat are in the page. */
import { expect, test } from "vitest";
import {
  FIRST,
  followedSpan,
  grownDown,
  grownUp,
  lastSpan,
  MOST,
  type Span,
  STEP,
  spanAround,
} from "../src/ui/span";
import { unreadIn } from "../src/ui/unread";

const two = () => 2; // a question and its answer
const COUNT = 2_500;

test("a long chat begins with its end, a short one with all of it", () => {
  expect(lastSpan(COUNT, two)).toEqual({ from: COUNT - FIRST / 2, to: COUNT });
  expect(lastSpan(3, two)).toEqual({ from: 0, to: 3 });
  expect(lastSpan(0, two)).toEqual({ from: 0, to: 0 });
});

test("a turn that is larger than everything is there, alone", () => {
  expect(lastSpan(5, () => 10_000)).toEqual({ from: 4, to: 5 });
  expect(spanAround(2, 5, () => 10_000)).toEqual({ from: 1, to: 3 });
  expect(grownUp({ from: 2, to: 3 }, 5, () => 10_000)).toEqual({ from: 1, to: 2 });
});

test("going all the way up and down again passes every turn, with never more than so many", () => {
  const size = (at: number) => 1 + (at % 5);
  const messages = ({ from, to }: Span) => {
    let sum = 0;
    for (let at = from; at < to; at++) sum += size(at);
    return sum;
  };
  let span = lastSpan(COUNT, size);
  const walk = (grow: typeof grownUp, ended: (now: Span) => boolean) => {
    for (let steps = 0; !ended(span); steps++) {
      const next = grow(span, COUNT, size);
      expect(next.from < span.to && next.to > span.from, "what is read stays").toBe(true);
      expect(messages(next)).toBeLessThanOrEqual(MOST + STEP);
      expect(next).not.toEqual(span);
      expect(steps).toBeLessThan(COUNT);
      span = next;
    }
  };
  walk(grownUp, (now) => now.from === 0);
  walk(grownDown, (now) => now.to === COUNT);
});

test("who follows the end keeps what is there until it is too much", () => {
  let span: Span = { from: 0, to: 10 };
  for (let count = 11; count < 300; count++) {
    span = followedSpan(span, count, two);
    expect(span.to).toBe(count);
    expect((span.to - span.from) * 2).toBeLessThanOrEqual(MOST);
  }
  expect(span.from).toBe(299 - MOST / 2);
});

test("messages with something to read are counted, thoughts and empty ones are not", () => {
  expect(
    unreadIn(
      [
        { id: "u1", role: "user", content: "old" },
        { id: "u2", role: "user", content: "new" },
        { id: "g1", role: "reasoning", content: "hm" },
        { id: "a1", role: "assistant", content: "" },
        { id: "a2", role: "assistant", content: "", metadata: { open: true } },
        { id: "t1", role: "tool", toolCallId: "c", content: "x" },
      ],
      1,
    ),
  ).toBe(2);
});
