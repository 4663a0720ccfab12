/** What a helper did, folded with the call that gave it its task. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Answered, ToolCall } from "../domain/conversation";
import { helperOf } from "../domain/helping";
import { blocksOf } from "../domain/timeline";
import type { Reply } from "../domain/view";
import { working } from "../words/working";
import { Icon } from "./icons";
import { StepList } from "./steps";
import { VisibleText } from "./visible";
import "./styles/working.css";

interface Props {
  readonly call: ToolCall;
  readonly message: Answered;
  readonly reply: Reply;
}

export function HelperSteps({ call, message, reply }: Props): JSX.Element | null {
  const [shown, setShown] = useState(false);
  const helper = helperOf(call, message, reply);
  if (helper === null) return null;
  const count = helper.parts.reduce(
    (sum, part) => sum + (part.role === "assistant" ? (part.toolCalls?.length ?? 0) : 0),
    0,
  );
  return (
    <details class="helper" open={shown} onToggle={(event) => setShown(event.currentTarget.open)}>
      <summary>
        <Icon name="list" class="tool-icon" />
        <span class="tool-words">
          <span class="tool-verb">{working().helperSteps}</span>
        </span>
        <span class="tool-time">{working().helperStepCount({ count })}</span>
        <Icon name="chevronRight" class="tool-chevron" />
      </summary>
      {shown && (
        <div class="helper-body">
          {blocksOf(helper).map((block) =>
            block.kind === "steps" ? (
              <StepList key={block.key} steps={block} reply={helper} />
            ) : block.kind === "written" ? (
              <p key={block.key} class="helper-words" dir="auto">
                <VisibleText text={block.part.content ?? ""} />
              </p>
            ) : null,
          )}
        </div>
      )}
    </details>
  );
}
