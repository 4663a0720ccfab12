/** One answer: its parts, the approvals that belong to none of them, its ending and its foot. */
import type { JSX } from "preact";
import { attachmentsOf } from "../domain/attachment";
import { callOf, type Reply, type Turn } from "../domain/view";
import { Approval } from "./approval";
import { AskedMessage } from "./asked";
import { Ending, Notes } from "./ending";
import { Foot } from "./foot";
import { PartView, Waiting } from "./parts";

interface ReplyProps {
  readonly reply: Reply;
  readonly turn: Turn;
  readonly last: boolean;
  readonly others: JSX.Element | null;
}

export function ReplyView({ reply, turn, last, others }: ReplyProps): JSX.Element {
  const run = reply.runs[reply.runs.length - 1];
  const loose = reply.interrupts.filter((interrupt) => callOf(reply, interrupt) === null);
  return (
    <article class="reply" aria-label="Answer">
      {reply.parts.map((part) =>
        part.role === "user" ? (
          <AskedMessage key={part.id} text={part.content} files={attachmentsOf(part.metadata)} steers />
        ) : (
          <PartView key={part.id} part={part} reply={reply} />
        ),
      )}
      {loose.map((interrupt) => (
        <Approval key={interrupt.id} interrupt={interrupt} call={null} />
      ))}
      {run?.status === "running" && <Waiting reply={reply} run={run} />}
      <Notes reply={reply} />
      {run && <Ending run={run} reply={reply} last={last} />}
      <Foot reply={reply} turn={turn} others={others} />
    </article>
  );
}
