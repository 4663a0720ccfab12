/** How a person goes on from an answer that has ended. */
import type { JSX } from "preact";
import type { Run } from "../domain/conversation";
import { activeRun } from "../domain/view";
import { type Choice, decidingOn } from "../state/deciding";
import { goesBehind } from "../state/reduce/sending";
import { ending } from "../words/ending";
import { useApp, useSelect } from "./context";
import { goOnIfLost } from "./focus";
import { Icon } from "./icons";

const ICONS = { continue: "play", retry: "retry", keep: "check" } as const;

export function Decide({
  run,
  choice,
  class: look,
}: {
  run: Run;
  choice: Choice;
  class?: string;
}): JSX.Element {
  const { store, commands } = useApp();
  const busy = useBusy();
  const underway = useSelect((state) => decidingOn(state, run.id).settling !== null);
  return (
    <button
      type="button"
      class={look ?? "button small"}
      disabled={underway || (busy && choice !== "keep")}
      title={choice === "keep" ? ending().keepAsItIs : undefined}
      onClick={() => {
        const open = store.now().open;
        if (open) void commands.settle(open.id, run.id, choice).then(goOnIfLost);
      }}
    >
      <Icon name={ICONS[choice]} /> {ending().choices[choice]}
    </button>
  );
}

/** True while an answer is written or a question waits: a second one cannot begin beside it. */
export function useBusy(): boolean {
  return useSelect((state) => {
    const conversation = state.open?.conversation;
    if (!conversation) return true;
    return (
      activeRun(conversation) !== null ||
      conversation.interrupts.length > 0 ||
      goesBehind(state, conversation.id)
    );
  });
}
