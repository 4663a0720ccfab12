/** Events in words, for the status region that a screen reader reads. Streaming text itself is never announced. */
import type { Conversation } from "../domain/conversation";
import type { Event } from "../domain/frame";
import { inOwnWords } from "../domain/own-words";
import { wordsIn } from "../domain/view";
import { page } from "../words/page";

/** `urgent`: somebody is waited for, or something failed; it interrupts what is being read. */
export interface Said {
  readonly text: string;
  readonly urgent: boolean;
}

export const NOTHING_SAID: Said = { text: "", urgent: false };

/** The same words twice are different to a reader, which would pass over what did not change. */
export function heard(before: Said, said: Said): Said {
  return said.text === before.text ? { ...said, text: `${said.text}\u00a0` } : said;
}

/** What to say about an event of the chat on screen, or null when it is not worth interrupting anybody. */
export function announce(event: Event, before: Conversation, after: Conversation): Said | null {
  switch (event.type) {
    case "RUN_STARTED":
      return { text: page().answering, urgent: false };
    case "TOOL_CALL_START":
      return { text: page().using({ tool: event.toolCallName.replaceAll("_", " ") }), urgent: false };
    case "RUN_FINISHED":
      return {
        text: finished(event.outcome?.type, before, after),
        urgent: event.outcome?.type === "interrupt",
      };
    case "RUN_ERROR":
      return { text: page().endedBadly({ why: inOwnWords(event.message) }), urgent: true };
    case "CUSTOM":
      return event.name === "runnel:run.note"
        ? { text: inOwnWords(noteIn(event.value)), urgent: false }
        : null;
    default:
      return null;
  }
}

/** The same for a chat that is not on screen: only what somebody may wait for. */
export function announceElsewhere(event: Event, title: string): Said | null {
  switch (event.type) {
    case "RUN_FINISHED":
      if (event.outcome?.type === "interrupt")
        return { text: page().approvalElsewhere({ title }), urgent: true };
      if (event.outcome?.type === "cancelled") return null;
      return { text: page().finishedElsewhere({ title }), urgent: false };
    case "RUN_ERROR":
      return { text: page().failedElsewhere({ title }), urgent: true };
    default:
      return null;
  }
}

function finished(outcome: string | undefined, before: Conversation, after: Conversation): string {
  if (outcome === "cancelled") return page().stopped;
  if (outcome === "interrupt") {
    const asked = after.interrupts.slice(before.interrupts.length);
    const what = asked.map((interrupt) =>
      inOwnWords(interrupt.metadata?.title ?? interrupt.message ?? page().anAction),
    );
    if (asked.length > 1 && asked.every((interrupt) => interrupt.metadata?.planId))
      return page().approvalNeeded({ what: page().aPlan({ count: asked.length }) });
    const isQuestion = asked.length > 0 && asked.every((interrupt) => interrupt.metadata?.question);
    return isQuestion
      ? page().asks({ what: what.join("; ") })
      : page().approvalNeeded({ what: what.join("; ") });
  }
  const last = after.messages[after.messages.length - 1];
  const words = last?.role === "assistant" ? wordsIn(last.content ?? "") : 0;
  return page().finishedWords({ count: words });
}

function noteIn(value: unknown): string {
  return (value as { readonly text?: string } | null)?.text ?? "";
}
