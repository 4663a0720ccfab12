/**
 * Send, and while an answer is written: stop it, or send into it or after it. Stop takes the place of Send, so that it
 * is found without looking; a double click on the one does not press the other.
 */
import type { ComponentProps, JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { activeRun } from "../domain/view";
import { decidingOn } from "../state/deciding";
import { common } from "../words/common";
import { writing } from "../words/writing";
import { useApp, useSelect } from "./context";
import { sendLabel, steerLabel } from "./field";
import { focusComposer, goOnIfLost } from "./focus";
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
  const wasStop = useRef(false);
  const pressed = useRef<"stop" | "send" | null>(null);
  const runs = run !== null;
  useLayoutEffect(() => {
    changed.current = performance.now();
    return () => {
      wasStop.current = runs;
    };
  }, [runs]);
  const hasJustCome = (): boolean => performance.now() - changed.current < DOUBLE_CLICK_MS;
  const isSecondClick = (event: MouseEvent): boolean => event.detail > 1 && hasJustCome();
  /** The answer ended while Stop was pressed, or right before: nobody has asked for this to be sent. */
  const isMeantForStop = (event: MouseEvent): boolean =>
    wasStop.current && (hasJustCome() || (event.detail > 0 && pressed.current === "stop"));
  const queues = (runs || waits) && hasContent;
  return (
    <>
      {runs && hasContent && (
        <Passing
          type="button"
          class="chip steer"
          disabled={!canSend}
          aria-label={writing().sendNowInto}
          title={writing().sendIntoKeys({ keys: steerLabel(sendWith) })}
          onClick={steer}
        >
          <Icon name="steer" />
          <span class="chip-text">{writing().sendNow}</span>
        </Passing>
      )}
      {queues && (
        <Passing
          type="submit"
          class={waits ? "send" : "chip queue-it"}
          disabled={!canSend}
          aria-label={writing().sendAfterThis}
          title={writing().sendAfterKeys({ keys: sendLabel(sendWith) })}
        >
          <Icon name={waits ? "send" : "clock"} />
          {!waits && <span class="chip-text">{writing().sendAfter}</span>}
        </Passing>
      )}
      {runs ? (
        <button
          key="act"
          type="button"
          class="send stop"
          aria-label={stopping ? writing().stopping : writing().stopAnswer}
          title={writing().stopKey}
          disabled={stopping}
          onPointerDown={() => {
            pressed.current = "stop";
          }}
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
            onPointerDown={() => {
              pressed.current = "send";
            }}
            onClick={(event) => {
              if (isSecondClick(event) || isMeantForStop(event)) event.preventDefault();
            }}
          >
            <Icon name="send" />
          </button>
        )
      )}
    </>
  );
}

/** A button that goes with the answer: who has the keyboard on it goes on at the message. */
function Passing(props: ComponentProps<"button">): JSX.Element {
  const place = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => {
    const button = place.current;
    return () => {
      if (button === document.activeElement) focusComposer();
    };
  }, []);
  return <button {...props} ref={place} />;
}
