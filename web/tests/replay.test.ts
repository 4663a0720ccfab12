/** An answer once more, from its facts: any place of it, forward and back. */
import { expect, test } from "vitest";
import type { Conversation, Run } from "../src/domain/conversation";
import { apply } from "../src/domain/fold";
import type { Event, Frame } from "../src/domain/frame";
import { Replay } from "../src/domain/replay";
import { asked, chat, run } from "./chats";

let n = 0;
const frame = (r: string, e: object): Frame => {
  n += 1;
  return { s: n, c: "c", r, n, e: e as unknown as Event };
};

function story(): { runs: Run[]; before: Conversation; first: Frame[]; between: Frame; second: Frame[] } {
  n = 7;
  const before: Conversation = { ...chat([asked("x"), asked("u")], [run("r0", "x")]), n };
  const first = [
    frame("r1", {
      type: "RUN_STARTED",
      runId: "r1",
      threadId: "c",
      timestamp: 1_000,
      metadata: { messageId: "u" },
    }),
    frame("r1", { type: "TEXT_MESSAGE_START", messageId: "a", timestamp: 1_010 }),
    ...Array.from({ length: 300 }, (_, at) =>
      frame("r1", { type: "TEXT_MESSAGE_CONTENT", messageId: "a", delta: `${at} ` }),
    ),
    frame("r1", { type: "TEXT_MESSAGE_END", messageId: "a", timestamp: 4_000 }),
    frame("r1", {
      type: "TOOL_CALL_START",
      toolCallId: "t",
      toolCallName: "write_file",
      parentMessageId: "a",
    }),
    frame("r1", { type: "TOOL_CALL_END", toolCallId: "t", timestamp: 4_010 }),
    frame("r1", {
      type: "RUN_FINISHED",
      runId: "r1",
      threadId: "c",
      timestamp: 4_020,
      outcome: { type: "interrupt", interrupts: [{ id: "t", reason: "tool_call", toolCallId: "t" }] },
    }),
  ];
  const between = frame("r1", {
    type: "CUSTOM",
    name: "runnel:interrupts.answered",
    value: { runId: "r1", answers: [] },
  });
  const second = [
    frame("r2", {
      type: "RUN_STARTED",
      runId: "r2",
      threadId: "c",
      parentRunId: "r1",
      timestamp: 90_000,
      metadata: { messageId: "u" },
    }),
    frame("r2", {
      type: "TOOL_CALL_RESULT",
      messageId: "m",
      toolCallId: "t",
      content: "ok",
      timestamp: 90_500,
    }),
    frame("r2", { type: "RUN_FINISHED", runId: "r2", threadId: "c", timestamp: 90_600 }),
  ];
  return { runs: [run("r1", "u"), run("r2", "u", { parentRunId: "r1" })], before, first, between, second };
}

function loaded(): { replay: Replay; end: Conversation } {
  const { runs, before, first, between, second } = story();
  const replay = new Replay(runs);
  replay.begin(before);
  replay.add(first);
  const middle = [...first, between].reduce((state, one) => apply(state, one).state, before);
  replay.begin(middle);
  replay.add(second);
  return { replay, end: second.reduce((state, one) => apply(state, one).state, middle) };
}

test("every place is what the fold makes of the facts until then, whichever way one came there", () => {
  const { replay, end } = loaded();
  expect(replay.length).toBe(309);
  const forward = Array.from({ length: 310 }, (_, place) => replay.at(place));
  for (let place = 309; place >= 0; place -= 7) expect(replay.at(place)).toEqual(forward[place]);
  expect(forward[309]).toEqual({
    ...end,
    runs: end.runs.filter(({ id }) => id !== "r0"),
    messages: end.messages.filter(({ id }) => id !== "x"),
  });
  expect(replay.at(306)?.interrupts.map(({ id }) => id)).toEqual(["t"]);
  expect(replay.at(307)?.interrupts).toEqual([]); // it was answered in between
});

test("steps end where something did, and the keys go from one to the next and back", () => {
  const { replay } = loaded();
  expect(replay.marks.map(({ place, mark }) => [place, mark.kind])).toEqual([
    [1, "started"],
    [303, "text"],
    [305, "called"],
    [306, "asked"],
    [307, "resumed"],
    [308, "returned"],
    [309, "ended"],
  ]);
  expect(replay.marks[5]?.mark).toEqual({ kind: "returned", tool: "write_file" });
  expect([0, 1, 150, 303].map((place) => replay.stepFrom(place, 1))).toEqual([1, 303, 303, 305]);
  expect([309, 303, 150, 1, 0].map((place) => replay.stepFrom(place, -1))).toEqual([308, 1, 1, 0, 0]);
  expect([0, 1, 302, 309].map((place) => replay.stepAt(place))).toEqual([0, 1, 1, 7]);
});

test("nobody waits for what took long, and the clock is that of the answer", () => {
  const { replay } = loaded();
  expect(replay.waitAt(1)).toBe(10);
  expect(replay.waitAt(5)).toBe(40);
  expect(replay.waitAt(306)).toBe(900);
  expect([0, 2, 303, 309].map((place) => replay.timeAt(place))).toEqual([0, 10, 3_000, 89_600]);
  expect(new Replay([]).at(0)).toBeNull();
});
