/** Events in words, for the status region that a screen reader reads. Streaming text itself is never announced. */
import type { Conversation } from "../domain/conversation";
import type { Event } from "../domain/frame";
import { wordsIn } from "../domain/view";

/** What to say about an event, or null when it is not worth interrupting anybody. */
export function announce(event: Event, before: Conversation, after: Conversation): string | null {
  switch (event.type) {
    case "RUN_STARTED":
      return "Answering.";
    case "TOOL_CALL_START":
      return `Using ${event.toolCallName.replaceAll("_", " ")}.`;
    case "RUN_FINISHED":
      return finished(event.outcome?.type, before, after);
    case "RUN_ERROR":
      return `The answer ended with a problem. ${event.message}`;
    default:
      return null;
  }
}

function finished(outcome: string | undefined, before: Conversation, after: Conversation): string {
  if (outcome === "cancelled") return "Stopped.";
  if (outcome === "interrupt") {
    const asked = after.interrupts.slice(before.interrupts.length);
    const what = asked.map((interrupt) => interrupt.metadata?.title ?? interrupt.message ?? "an action");
    const isQuestion = asked.length > 0 && asked.every((interrupt) => interrupt.metadata?.question);
    return isQuestion ? `The assistant asks: ${what.join("; ")}` : `Approval needed: ${what.join("; ")}`;
  }
  const last = after.messages[after.messages.length - 1];
  const words = last?.role === "assistant" ? wordsIn(last.content ?? "") : 0;
  return words === 1 ? "Answer finished, 1 word." : `Answer finished, ${words} words.`;
}
