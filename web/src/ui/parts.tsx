/** What is written in an answer: text and thinking; and what stands there while nothing is. */
import type { JSX } from "preact";
import { useRef } from "preact/hooks";
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
  const count = run.notes.length;
  const size = reply.parts.length + reply.results.size;
  // Nothing tells what came after a note; of one that was there before this was drawn it is what the run has.
  const last = useRef({
    count,
    size: reply.parts.some((part) => part.metadata?.runId === run.id) ? -1 : size,
  });
  if (last.current.count !== count) last.current = { count, size };
  const writes = reply.parts.some(
    (part) => part.metadata?.open && ((part.content ?? "") !== "" || part.role === "reasoning"),
  );
  const acts = reply.parts.some(
    (part) => part.role === "assistant" && part.toolCalls?.some((call) => !reply.results.has(call)),
  );
  if (writes || acts) last.current.size = -1;
  if (writes || acts) return null; // whatever was said before, it goes on
  const note = size === last.current.size ? run.notes[count - 1] : undefined;
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
