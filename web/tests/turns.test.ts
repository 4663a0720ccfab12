/** Turns that are followed from change to change are those that would be derived anew; what is the same stays. */
import { expect, test } from "vitest";
import { Shown, shownOf } from "../src/domain/branches";
import { type Conversation, emptyConversation } from "../src/domain/conversation";
import { apply } from "../src/domain/fold";
import type { Event } from "../src/domain/frame";
import { type Turn, Turns, turnsOf } from "../src/domain/turns";

/** Numbers that are the same in each run. */
function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

class Chat {
  state: Conversation = emptyConversation("c");

  take(event: object, run?: string): void {
    const n = this.state.n + 1;
    this.state = apply(this.state, {
      s: n,
      c: "c",
      n,
      ...(run === undefined ? {} : { r: run }),
      e: event as Event,
    }).state;
  }

  asked(id: string, metadata: object = {}): void {
    this.take({ type: "TEXT_MESSAGE_START", messageId: id, role: "user", metadata });
    this.take({ type: "TEXT_MESSAGE_CONTENT", messageId: id, delta: id });
    this.take({ type: "TEXT_MESSAGE_END", messageId: id });
  }

  started(run: string, messageId: string, parentRunId?: string): void {
    this.take(
      {
        type: "RUN_STARTED",
        threadId: "c",
        runId: run,
        metadata: { messageId },
        ...(parentRunId && { parentRunId }),
      },
      run,
    );
  }

  wrote(run: string, id: string, text: string): void {
    this.take({ type: "TEXT_MESSAGE_START", messageId: id }, run);
    this.take({ type: "TEXT_MESSAGE_CONTENT", messageId: id, delta: text }, run);
  }
}

/** Everything that a turn shows, the results by their calls. */
const plain = (turns: readonly Turn[]) =>
  turns.map((turn) => ({
    ...turn,
    replies: turn.replies.map((reply) => ({ ...reply, results: [...reply.results] })),
  }));

test("in 200 chats of random events each step is what it would be if derived anew", () => {
  for (let seed = 1; seed <= 200; seed++) {
    const roll = dice(seed);
    const chat = new Chat();
    const turns = new Turns();
    const shown = new Shown();
    const ids = { asked: ["u0"], runs: ["r0"], calls: ["t0"] };
    chat.asked("u0");
    chat.started("r0", "u0");
    const one = (from: readonly string[]): string => from[roll(from.length)] ?? "";
    const acts: readonly (() => void)[] = [
      () => {
        ids.asked.push(`u${ids.asked.length}`);
        const parents = [{}, { parentId: null }, { parentId: one(ids.asked) }, { parentId: `a${roll(40)}` }];
        chat.asked(ids.asked[ids.asked.length - 1] ?? "", parents[roll(4)]);
      },
      () => {
        const leaf = [null, one(ids.asked), one(ids.runs), `a${roll(40)}`][roll(4)];
        chat.take({ type: "CUSTOM", name: "runnel:conversation.changed", value: { leaf } });
      },
      () => {
        const run = `r${ids.runs.length}`;
        chat.started(
          run,
          roll(8) === 0 ? "nobody" : one(ids.asked),
          roll(3) === 0 ? one(ids.runs) : undefined,
        );
        ids.runs.push(run);
      },
      () => chat.wrote(roll(9) === 0 ? "r-unknown" : one(ids.runs), `a${roll(40)}`, "text"),
      () =>
        chat.take({ type: "TEXT_MESSAGE_CONTENT", messageId: `a${roll(40)}`, delta: "more" }, one(ids.runs)),
      () => chat.take({ type: "REASONING_MESSAGE_START", messageId: `g${roll(20)}` }, one(ids.runs)),
      () => {
        const id = roll(5) === 0 ? one(ids.calls) : `t${ids.calls.length}`;
        ids.calls.push(id);
        chat.take({ type: "TOOL_CALL_START", toolCallId: id, toolCallName: "run_command" }, one(ids.runs));
      },
      () => chat.take({ type: "TOOL_CALL_ARGS", toolCallId: one(ids.calls), delta: "{" }, one(ids.runs)),
      () =>
        chat.take(
          { type: "TOOL_CALL_RESULT", messageId: `m${roll(60)}`, toolCallId: one(ids.calls), content: "ok" },
          one(ids.runs),
        ),
      () => {
        const interrupts = [{ id: `i${roll(9)}`, reason: "tool_call", toolCallId: one(ids.calls) }];
        const outcome = roll(2) === 0 ? { type: "interrupt", interrupts } : { type: "success" };
        chat.take({ type: "RUN_FINISHED", threadId: "c", runId: "", outcome }, one(ids.runs));
      },
      () => {
        const value = { runId: one(ids.runs), answers: [] };
        chat.take({ type: "CUSTOM", name: "runnel:interrupts.answered", value });
      },
      () =>
        chat.take({ type: "RUN_ERROR", message: "No.", code: roll(2) ? "interrupted" : "x" }, one(ids.runs)),
    ];
    for (let step = 0; step < 60; step++) {
      acts[roll(acts.length)]?.();
      if (roll(4) === 0) continue; // several at once, as in one frame of the screen
      const now = turns.of(chat.state);
      expect(plain(now), `seed ${seed}, step ${step}`).toEqual(plain(turnsOf(chat.state)));
      const path = shown.of(now, chat.state);
      expect(path, `path of seed ${seed}, step ${step}`).toEqual(shownOf(now, chat.state));
    }
  }
});

test("a change makes its own turn another one and leaves the rest as they are", () => {
  const chat = new Chat();
  const turns = new Turns();
  for (const each of ["1", "2", "3"]) {
    chat.asked(`u${each}`);
    chat.started(`r${each}`, `u${each}`);
    chat.wrote(`r${each}`, `a${each}`, "text");
  }
  const before = turns.of(chat.state);
  chat.take({ type: "TEXT_MESSAGE_END", messageId: "a2" }, "r2");
  const after = turns.of(chat.state);
  expect(after.map((turn, at) => turn === before[at])).toEqual([true, false, true]);
  chat.started("r4", "u1");
  const again = turns.of(chat.state);
  expect(again.map((turn, at) => turn === after[at])).toEqual([false, true, true]);
  expect(turns.of(chat.state)).toBe(again);
});

test("a chat that was fetched again, or another one, is derived anew", () => {
  const chat = new Chat();
  const turns = new Turns();
  chat.asked("u1");
  turns.of(chat.state);
  const other = { ...emptyConversation("d"), messages: chat.state.messages };
  expect(turns.of(other)).toEqual(turnsOf(other));
  expect(turns.of(emptyConversation("c"))).toEqual([]);
});
