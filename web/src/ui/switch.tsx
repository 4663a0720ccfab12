/** `‹ 2/3 ›`: looks at another version of a message or of an answer. The arrows stay where they are pressed. */
import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { transcript } from "../words/transcript";
import { Icon } from "./icons";

interface Props {
  /** What is counted. */
  readonly what: "answer" | "version";
  readonly at: number;
  readonly of: number;
  readonly onChange: (at: number) => void;
}

export function Switch({ what, at, of, onChange }: Props): JSX.Element {
  const group = useRef<HTMLDivElement>(null);
  const held = useRef<number | null>(null);

  // The version before may have been longer: the arrows come back under the pointer.
  useLayoutEffect(() => {
    const [was, element] = [held.current, group.current];
    held.current = null;
    const scroller = element?.closest(".transcript");
    if (was === null || !element || !scroller) return;
    scroller.scrollTop += element.getBoundingClientRect().top - was;
  }, [at]);

  const step = (label: string, icon: "chevronLeft" | "chevronRight", to: number): JSX.Element => {
    const possible = to >= 0 && to < of;
    return (
      <button
        type="button"
        class="icon-button small"
        aria-label={label}
        title={label}
        aria-disabled={!possible}
        onClick={() => {
          if (!possible) return;
          held.current = group.current?.getBoundingClientRect().top ?? null;
          onChange(to);
        }}
      >
        <Icon name={icon} />
      </button>
    );
  };
  const ofAnswer = what === "answer";
  const place = { at: at + 1, of };
  return (
    <div
      ref={group}
      class="switch"
      role="group"
      aria-label={ofAnswer ? transcript().answersToThis : transcript().versionsOfThis}
    >
      {step(ofAnswer ? transcript().earlierAnswer : transcript().earlierVersion, "chevronLeft", at - 1)}
      <span
        role="status"
        aria-label={ofAnswer ? transcript().answerOf(place) : transcript().versionOf(place)}
      >
        {at + 1}/{of}
      </span>
      {step(ofAnswer ? transcript().laterAnswer : transcript().laterVersion, "chevronRight", at + 1)}
    </div>
  );
}
