/** Goes where a jump leads as soon as its chat is there: mounts the turn, shows its branch, marks the words. */
import { useLayoutEffect } from "preact/hooks";
import type { ShownTurn } from "../domain/branches";
import { Pattern, turnOf } from "../domain/find";
import type { Jump } from "../state/finding";
import { useApp } from "./context";
import { elementOf, hitIn } from "./locate";
import { rangesIn } from "./marks";
import type { Reading } from "./reading";

export function useJump(id: string, turns: readonly ShownTurn[], reading: Reading): void {
  const { store, commands } = useApp();
  const jump = store.part("jump").value;
  useLayoutEffect(() => {
    if (jump?.conversation !== id) return;
    const conversation = store.now().open?.conversation;
    if (!conversation) return;
    const at = turnOf(turns, jump.message);
    if (at >= 0) {
      lead(reading, turns, at, jump);
      store.dispatch({ type: "jump made", jump });
    } else if (conversation.messages.some((message) => message.id === jump.message)) {
      commands.showBranch(jump.message);
    } else if (store.now().open?.fetch === "done") {
      store.dispatch({ type: "jump made", jump }); // it is not there any more
    }
  }, [jump, turns, id]);
}

function lead(reading: Reading, turns: readonly ShownTurn[], at: number, { message, text }: Jump): void {
  const turn = turns[at];
  if (turn === undefined) return;
  const call = callOf(turn, message);
  const element = (): Element | null =>
    reading.content && elementOf(reading.content, { turn: turn.key, message, call });
  if (text === null || text.trim() === "") {
    reading.jump(at, element);
    return;
  }
  const patterns = [text, ...text.trim().split(/\s+/u)].map(
    (words) => new Pattern({ text: words, matchCase: false, wholeWord: false }, "drawn"),
  );
  // The words as they stand, or the first of them that is there: a search finds words that are apart as well.
  const pattern = (): Pattern => {
    const around = element();
    const there = patterns.find((each) => around !== null && rangesIn(around, each, 1).length > 0);
    return there ?? (patterns[0] as Pattern);
  };
  const range = (): Range | null => {
    const around = element();
    return around && hitIn(around, pattern(), 0);
  };
  reading.jump(
    at,
    () => {
      const hit = range();
      reading.mark(pattern(), range);
      return hit ?? element();
    },
    "hit",
  );
}

/** The call that a result answers: it is shown there. */
function callOf({ replies }: ShownTurn, message: string): string | null {
  for (const { results } of replies)
    for (const [call, result] of results) if (result.id === message) return call.id;
  return null;
}
