/** What a model thought before it answered, folded until somebody wants to see it. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Reasoned } from "../domain/conversation";
import { transcript } from "../words/transcript";
import { Icon } from "./icons";
import { StreamedText } from "./text";

export function Thinking({ part }: { part: Reasoned }): JSX.Element {
  const [shown, setShown] = useState(false);
  const open = part.metadata?.open === true;
  return (
    <details class="thinking" data-message={part.id} onToggle={(event) => setShown(event.currentTarget.open)}>
      <summary>
        <Icon name="thought" class="tool-icon" />
        <span class={open ? "tool-words shimmer" : "tool-words"}>
          {open ? transcript().thinking : transcript().thought}
        </span>
        <Icon name="chevronRight" class="tool-chevron" />
      </summary>
      {shown && (
        <div class="thinking-body">
          <StreamedText message={part} />
        </div>
      )}
    </details>
  );
}
