/**
 * Answers that were cut and went on in mid-sentence: two messages, one text. The second names the first in
 * `metadata.continues`. Pure.
 */
import type { Answered, Message, Note, Run } from "./conversation";

const LASTING: ReadonlySet<string> = new Set(["prompt_truncated", "new_turn", "attachment_not_taken"]);

type Part = Pick<Message, "id" | "role" | "metadata">;

/** The parts that go on from this one; their text is shown with it. */
export function secondHalves(parts: readonly Part[], id: string): readonly Answered[] {
  return parts.filter((part): part is Answered => part.metadata?.continues === id);
}

/** True where the part's text belongs to another one that is shown. */
export function isSecondHalf(parts: readonly Part[], part: Part): boolean {
  const first = part.metadata?.continues;
  return first !== undefined && parts.some((candidate) => candidate.id === first);
}

/** The text of a message with all that goes on from it; null where there is no such message. */
export function wholeText(messages: readonly Message[], id: string): string | null {
  let rest = "";
  for (let at = messages.length - 1; at >= 0; at--) {
    const message = messages[at] as Message;
    if (message.metadata?.continues === id) rest = (message.content ?? "") + rest;
    else if (message.id === id) return (message.content ?? "") + rest;
  }
  return null;
}

/** Texts in their order, a blank line between two, none between the halves of one. */
export function joinedTexts(parts: readonly Answered[]): string {
  return parts
    .filter((part) => !isSecondHalf(parts, part))
    .map((part) => wholeText(parts, part.id) ?? "")
    .filter((text) => text !== "")
    .join("\n\n");
}

/** What a run noted that stays worth knowing once it has ended. */
export function lastingNotes(runs: readonly Run[]): readonly Note[] {
  return runs.flatMap((run) => run.notes.filter((note) => LASTING.has(note.code)));
}

/** The answer is whole as far as its model knows, but the model had to stop at a limit. */
export function reachedItsLimit(run: Run): boolean {
  return run.status === "finished" && run.notes.some((note) => note.code === "length_limit");
}
