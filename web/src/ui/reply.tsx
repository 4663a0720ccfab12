/** One answer: what was written and done, the approvals, its plan, its ending and its foot. */
import type { JSX } from "preact";
import { attachmentsOf } from "../domain/attachment";
import { type Block, blocksOf } from "../domain/timeline";
import { askedOf, callOf, interruptOf, type Reply, type Turn } from "../domain/view";
import { common } from "../words/common";
import { AskedMessage } from "./asked";
import { ChangedFiles } from "./changed-files";
import { Ending, Notes } from "./ending";
import { Foot } from "./foot";
import { lazy } from "./lazy";
import { PartView, Waiting } from "./parts";
import { KeptPlan } from "./plan";
import { StepList } from "./steps";

const SummedUpNote = lazy(async () => (await import("./summed-up")).SummedUpNote);
const Approval = lazy(async () => (await import("./approval")).Approval);
const PlanApproval = lazy(async () => (await import("./plan-approval")).PlanApproval);

interface ReplyProps {
  readonly reply: Reply;
  readonly turn: Turn;
  readonly last: boolean;
  readonly others: JSX.Element | null;
}

export function ReplyView({ reply, turn, last, others }: ReplyProps): JSX.Element {
  const run = reply.runs[reply.runs.length - 1];
  return (
    <article class="reply" aria-label={common().answer}>
      <ReplyBody reply={reply} />
      <KeptPlan reply={reply} />
      <ChangedFiles reply={reply} />
      <Notes reply={reply} />
      {run && <Ending run={run} reply={reply} last={last} />}
      <Foot reply={reply} turn={turn} others={others} />
    </article>
  );
}

/** What was written, done and asked, in order, and what is waited for. */
export function ReplyBody({ reply }: { reply: Reply }): JSX.Element {
  const run = reply.runs[reply.runs.length - 1];
  const loose = reply.interrupts.filter((interrupt) => callOf(reply, interrupt) === null);
  return (
    <>
      {blocksOf(reply).map((block) => (
        <BlockView key={block.key} block={block} reply={reply} />
      ))}
      {loose.map((interrupt) => (
        <Approval key={interrupt.id} interrupt={interrupt} call={null} />
      ))}
      {run?.status === "running" && <Waiting reply={reply} run={run} />}
    </>
  );
}

function BlockView({ block, reply }: { block: Block; reply: Reply }): JSX.Element | null {
  switch (block.kind) {
    case "written": {
      const { part } = block;
      if (part.role !== "user") return <PartView part={part} reply={reply} />;
      return <AskedMessage text={part.content} files={attachmentsOf(part.metadata)} steers />;
    }
    case "steps":
      return <StepList steps={block} reply={reply} />;
    case "asking": {
      const { call } = block.step;
      const interrupt = interruptOf(call, reply);
      return interrupt ? <Approval interrupt={interrupt} call={askedOf(call, interrupt)} /> : null;
    }
    case "summed":
      return <SummedUpNote summary={block.summary} />;
    case "planning": {
      const steps = block.steps.flatMap(({ call }) => {
        const interrupt = interruptOf(call, reply);
        return interrupt ? [{ interrupt, call: askedOf(call, interrupt) ?? call }] : [];
      });
      return <PlanApproval key={block.plan} steps={steps} />;
    }
  }
}
