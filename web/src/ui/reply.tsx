/** One answer: its parts, the approvals that belong to none of them, its ending and its foot. */
import type { JSX } from "preact";
import { callOf, type Reply } from "../domain/view";
import { Approval } from "./approval";
import { Ending, Notes } from "./ending";
import { Foot } from "./foot";
import { PartView, Waiting } from "./parts";

interface ReplyProps {
  readonly reply: Reply;
  readonly newest: boolean;
  readonly last: boolean;
  readonly others: JSX.Element | null;
}

export function ReplyView({ reply, newest, last, others }: ReplyProps): JSX.Element {
  const run = reply.runs[reply.runs.length - 1];
  const loose = reply.interrupts.filter((interrupt) => callOf(reply, interrupt) === null);
  return (
    <article class="reply" aria-label="Answer">
      {reply.parts.map((part) => (
        <PartView key={part.id} part={part} reply={reply} />
      ))}
      {loose.map((interrupt) => (
        <Approval key={interrupt.id} interrupt={interrupt} call={null} />
      ))}
      {run?.status === "running" && <Waiting reply={reply} run={run} />}
      <Notes reply={reply} />
      {run && <Ending run={run} reply={reply} newest={newest} last={last} />}
      <Foot reply={reply} run={run} again={newest && last} others={others} />
    </article>
  );
}
