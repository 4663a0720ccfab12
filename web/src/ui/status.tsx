/**
 * What a screen reader hears of what happens: events, and, by choice, the sentences of an answer as they are written.
 * The growing text itself is never announced. What needs an answer interrupts; the rest waits for a pause.
 */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { activeRun } from "../domain/view";
import { newSentences } from "../text/spoken";
import { useApp, useSelect } from "./context";

/** Between two announcements of sentences. */
const PAUSE_MS = 2_000;

export function Status(): JSX.Element {
  const { store } = useApp();
  const said = store.part("said").value;
  const sentences = useSpoken();
  return (
    <>
      <div class="visually-hidden" role="status" aria-live="polite" data-said="event">
        {said.urgent ? "" : said.text}
      </div>
      <div class="visually-hidden" aria-live="assertive" data-said="urgent">
        {said.urgent ? said.text : ""}
      </div>
      <div class="visually-hidden" aria-live="polite" data-said="sentences">
        {sentences}
      </div>
    </>
  );
}

/** The sentences that were completed since the last look, while an answer is written; nothing unless it is wanted. */
function useSpoken(): string {
  const { store } = useApp();
  const wanted = useSelect((state) => state.settings?.announce === "sentences");
  const run = useSelect((state) => {
    const conversation = state.open?.conversation;
    return conversation ? (activeRun(conversation)?.id ?? null) : null;
  });
  const [spoken, setSpoken] = useState("");
  useEffect(() => {
    if (!wanted || run === null) return;
    let message = "";
    let until = 0;
    const look = (ended: boolean): void => {
      const messages = store.now().open?.conversation?.messages ?? [];
      const last = messages[messages.length - 1];
      if (last?.role !== "assistant" || last.metadata?.runId !== run) return;
      if (last.id !== message) {
        message = last.id;
        until = 0;
      }
      const next = newSentences(last.content ?? "", until, ended);
      until = next.until;
      if (next.text !== "") setSpoken(next.text);
    };
    const timer = setInterval(() => look(false), PAUSE_MS);
    return () => {
      clearInterval(timer);
      look(true);
    };
  }, [wanted, run]);
  return wanted ? spoken : "";
}
