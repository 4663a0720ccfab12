/** The outline of a chat. */
import { expect, test } from "vitest";
import type { Asked } from "../src/domain/conversation";
import { linesOf } from "../src/domain/outline";

const asked = (id: string, at?: Date): { asked: Asked } => ({
  asked: {
    id,
    role: "user",
    content: `text of ${id}`,
    ...(at ? { metadata: { createdAt: at.getTime() } } : {}),
  },
});

test("a person's messages stand under their days, one without a time with those before it", () => {
  const lines = linesOf(
    [
      asked("u1", new Date(2026, 10, 21, 9, 30)),
      asked("u2"),
      asked("u3", new Date(2026, 10, 22, 14, 5)),
      { asked: null },
    ],
    "en-GB",
  );
  expect(
    lines.map((line) => (line.kind === "day" ? line.name.replace(",", "") : `${line.time} ${line.text}`)),
  ).toEqual([
    "Saturday 21 November 2026",
    "09:30 text of u1",
    " text of u2",
    "Sunday 22 November 2026",
    "14:05 text of u3",
  ]);
});

test("the outline of 2,500 messages is made within 100 ms", () => {
  const many = Array.from({ length: 2_500 }, (_, at) => asked(`u${at}`, new Date(2026, 0, 1, at)));
  const times = [1, 2, 3].map(() => {
    const began = performance.now();
    linesOf(many);
    return performance.now() - began;
  });
  expect(Math.min(...times)).toBeLessThan(100);
});
