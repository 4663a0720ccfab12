/**
 * Send, and while an answer is written: stop it, or send into it or after it. Stop takes the place of Send, so that it
 * is found without looking; a double click on the one does not press the other.
 */
import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { activeRun } from "../domain/view";
import { decidingOn } from "../state/deciding";
import { common } from "../words/common";
import { writing } from "../words/writing";
import { useApp, useSelect } from "./context";
import { sendLabel, steerLabel } from "./field";
import { goOnIfLost } from "./focus";
import { Icon } from "./icons";

const DOUBLE_CLICK_MS = 500;

interface Props {
  readonly canSend: boolean;
  readonly hasContent: boolean;
  readonly steer: () => void;
}

export function SendButtons({ canSend, hasContent, steer }: Props): JSX.Element {
  const { commands } = useApp();
  const run = useSelect((state) => (state.open?.conversation ? activeRun(state.open.conversation) : null));
  const waits = useSelect((state) => (state.open?.conversation?.interrupts.length ?? 0) > 0);
  const stopping = useSelect((state) => run !== null && decidingOn(state, run.id).stopping);
  const sendWith = useSelect((state) => state.settings?.sendWith ?? "enter");
  const changed = useRef(0);
  const runs = run !== null;
  useLayoutEffect(() => {
    changed.current = performance.now();
  }, [runs]);
  const isSecondClick = (event: MouseEvent): boolean =>
    event.detail > 1 && performance.now() - changed.current < DOUBLE_CLICK_MS;
  const queues = (runs || waits) && hasContent;
  return (
    <>
      {runs && hasContent && (
        <button
          type="button"
          class="chip steer"
          disabled={!canSend}
          aria-label={writing().sendNowInto}
          title={writing().sendIntoKeys({ keys: steerLabel(sendWith) })}
          onClick={steer}
        >
          <Icon name="steer" />
          <span class="chip-text">{writing().sendNow}</span>
        </button>
      )}
      {queues && (
        <button
          type="submit"
          class={waits ? "send" : "chip queue-it"}
          disabled={!canSend}
          aria-label={writing().sendAfterThis}
          title={writing().sendAfterKeys({ keys: sendLabel(sendWith) })}
        >
          <Icon name={waits ? "send" : "clock"} />
          {!waits && <span class="chip-text">{writing().sendAfter}</span>}
        </button>
      )}
      {runs ? (
        <button
          key="act"
          type="button"
          class="send stop"
          aria-label={stopping ? writing().stopping : writing().stopAnswer}
          title={writing().stopKey}
          disabled={stopping}
          onClick={(event) => {
            if (!isSecondClick(event)) void commands.stop().then(goOnIfLost);
          }}
        >
          <Icon name="stop" />
        </button>
      ) : (
        !queues && (
          <button
            key="act"
            type="submit"
            class="send"
            aria-label={common().send}
            title={writing().sendKeys({ keys: sendLabel(sendWith) })}
            aria-disabled={!canSend}
            onClick={(event) => {
              if (isSecondClick(event)) event.preventDefault();
            }}
          >
            <Icon name="send" />
          </button>
        )
      )}
    </>
  );
}
