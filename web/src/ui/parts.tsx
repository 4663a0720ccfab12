/** What is written in an answer: text and thinking; and what stands there while nothing is. */
import type { JSX } from "preact";
import type { Answered, Reasoned, Run } from "../domain/conversation";
import { isSecondHalf, secondHalves } from "../domain/halves";
import { inOwnWords } from "../domain/own-words";
import type { Reply } from "../domain/view";
import { transcript } from "../words/transcript";
import { StreamedText } from "./text";
import { Thinking } from "./thinking";

export function PartView({ part, reply }: { part: Answered | Reasoned; reply: Reply }): JSX.Element {
  if (part.role === "reasoning") return <Thinking part={part} />;
  const empty = (part.content ?? "") === "" && !part.metadata?.open;
  const lastRun = reply.runs[reply.runs.length - 1]; // how this one ended is said below it
  const ownRun = reply.runs.find((run) => run.id === part.metadata?.runId);
  const rest = secondHalves(reply.parts, part.id);
  const isSewn = rest.length > 0 || isSecondHalf(reply.parts, part);
  // While it is not known whether the text itself goes on, nothing is put below it.
  const isKnown = lastRun?.status !== "running" || reply.parts[reply.parts.length - 1] !== part;
  const seam = part.metadata?.partial && !empty && !isSewn && isKnown && ownRun?.id !== lastRun?.id;
  return (
    <>
      {!empty && !isSecondHalf(reply.parts, part) && <StreamedText message={part} rest={rest} />}
      {seam && (
        <p class="cut">{ownRun?.settled === "continue" ? transcript().goesOnBelow : transcript().endsCut}</p>
      )}
    </>
  );
}

/** Something to look at while nothing has come yet. */
export function Waiting({ reply, run }: { reply: Reply; run: Run }): JSX.Element | null {
  const note = run.notes[run.notes.length - 1];
  const writes = reply.parts.some(
    (part) => part.metadata?.open && ((part.content ?? "") !== "" || part.role === "reasoning"),
  );
  const acts = reply.parts.some(
    (part) => part.role === "assistant" && part.toolCalls?.some((call) => !reply.results.has(call)),
  );
  if (writes || acts) return null; // whatever was said before, it goes on
  return (
    <div class="waiting-line">
      <span class="pulse" aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
      {note && <span>{inOwnWords(note.text)}</span>}
    </div>
  );
}
