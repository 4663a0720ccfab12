/**
 * When a card may be answered, and where the keyboard goes when it appears: only from nobody, for a key that was
 * meant for a text must not answer this.
 */
import { useEffect, useRef, useState } from "preact/hooks";
import type { Interrupt } from "../domain/conversation";
import { focusIfLost } from "./focus";
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

  useEffect(() => {
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
  const takes = (given: Given): boolean => {
    const taken = !waits && takesAnswer(performance.now() - shownAt.current, given);
    if (taken) isAnswered.current = true;
    return taken;
  };
  return { waits, takes };
}
