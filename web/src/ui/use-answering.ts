/**
 * When a card may be answered, and where the keyboard goes when it appears: only from nobody, for a key that was
 * meant for a text must not answer this.
 */
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Interrupt } from "../domain/conversation";
import { decidingOn } from "../state/deciding";
import { useSelect } from "./context";
import { focusIfLost, isNowhere } from "./focus";
import { type Given, SHOWN_FIRST_MS, takesAnswer } from "./pause";

export interface Answering {
  /** It has not been there long enough. */
  readonly waits: boolean;
  readonly takes: (given: Given) => boolean;
}

/** `first` is where the keyboard goes: the safe choice. */
export function useAnswering(
  interrupt: Pick<Interrupt, "runId" | "id">,
  first: () => HTMLElement | null,
): Answering {
  const card = JSON.stringify([interrupt.runId, interrupt.id]);
  const shownAt = useRef(Number.POSITIVE_INFINITY);
  const [ready, setReady] = useState<string | null>(null);
  const waits = ready !== card;

  useEffect(() => {
    shownAt.current = performance.now();
    const timer = setTimeout(() => setReady(card), SHOWN_FIRST_MS + 10);
    return () => clearTimeout(timer);
  }, [card]);

  useLayoutEffect(() => {
    const active = document.activeElement;
    if (!waits && (active === null || active === document.body)) first()?.focus({ preventScroll: true });
  }, [waits]);

  // Whoever answered goes on at the next card, else at the message field, and never nowhere.
  const isAnswered = useRef(false);
  useEffect(
    () => () => {
      if (isAnswered.current) focusIfLost(() => document.querySelector(".approval button:not(:disabled)"));
    },
    [],
  );
  // What cannot be pressed while the answer is on its way loses the keyboard; refused, it is pressed again.
  const pressed = useRef<Element | null>(null);
  const answer = useSelect((state) => decidingOn(state, interrupt.runId).answer);
  useLayoutEffect(() => {
    if (answer === null || answer === "underway" || !isNowhere()) return;
    if (pressed.current instanceof HTMLElement) pressed.current.focus({ preventScroll: true });
  }, [answer]);
  const takes = (given: Given): boolean => {
    const taken = !waits && takesAnswer(performance.now() - shownAt.current, given);
    if (taken) {
      isAnswered.current = true;
      pressed.current = document.activeElement;
    }
    return taken;
  };
  return { waits, takes };
}
