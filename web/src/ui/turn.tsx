/** A message and its answers, of which one is shown. */
import { Component, type JSX } from "preact";
import { useState } from "preact/hooks";
import type { Turn } from "../domain/turns";
import { AskedMessage } from "./asked";
import { Icon } from "./icons";
import { ReplyView } from "./reply";

interface Props {
  readonly turn: Turn;
  readonly last: boolean;
}

/** Renders again only when the turn shows something else; growing text does not count. */
export class TurnView extends Component<Props> {
  override shouldComponentUpdate(next: Props): boolean {
    return next.last !== this.props.last || next.turn !== this.props.turn;
  }

  render({ turn, last }: Props): JSX.Element {
    return (
      <div class="turn" data-turn={turn.key}>
        {turn.asked && <AskedMessage text={turn.asked.content} />}
        {turn.replies.length > 0 && <Replies turn={turn} last={last} />}
      </div>
    );
  }
}

/** The newest answer, or the older one that is being looked at. A new answer brings the newest back. */
function Replies({ turn, last }: { turn: Turn; last: boolean }): JSX.Element | null {
  const [look, setLook] = useState<{ readonly at: number; readonly of: number } | null>(null);
  const count = turn.replies.length;
  const at = look !== null && look.of === count ? look.at : count - 1;
  const reply = turn.replies[at];
  if (reply === undefined) return null;
  const newest = at === count - 1;
  const others =
    count < 2 ? null : <Switch at={at} of={count} onChange={(next) => setLook({ at: next, of: count })} />;
  return <ReplyView key={reply.key} reply={reply} newest={newest} last={last} others={others} />;
}

function Switch(props: { at: number; of: number; onChange: (at: number) => void }): JSX.Element {
  const { at, of, onChange } = props;
  const step = (label: string, icon: "chevronLeft" | "chevronRight", to: number): JSX.Element => {
    const possible = to >= 0 && to < of;
    return (
      <button
        type="button"
        class="icon-button small"
        aria-label={label}
        title={label}
        aria-disabled={!possible}
        onClick={() => possible && onChange(to)}
      >
        <Icon name={icon} />
      </button>
    );
  };
  return (
    <div class="switch" role="group" aria-label="Answers to this message">
      {step("Earlier answer", "chevronLeft", at - 1)}
      <span role="status" aria-label={`Answer ${at + 1} of ${of}`}>
        {at + 1}/{of}
      </span>
      {step("Later answer", "chevronRight", at + 1)}
    </div>
  );
}
