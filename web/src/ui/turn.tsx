/** A message and its answers, of which one is shown. */
import { Component, type JSX } from "preact";
import { leafOf, type ShownTurn } from "../domain/branches";
import { AskedTurn } from "./asked";
import { useApp } from "./context";
import { ReplyView } from "./reply";
import { Switch } from "./switch";

interface Props {
  readonly turn: ShownTurn;
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
        {turn.asked && <AskedTurn shown={turn} asked={turn.asked} />}
        {turn.replies.length > 0 && <Replies turn={turn} last={last} />}
      </div>
    );
  }
}

/** What a turn keeps in the page while another version of it is looked at: the arrows that were pressed, for one. */
export function placeOf(turn: ShownTurn): string {
  return turn.siblings[0] ?? turn.key;
}

/** The answer that is shown, with its arrows in one place whichever it is. */
function Replies({ turn, last }: { turn: ShownTurn; last: boolean }): JSX.Element | null {
  const { commands } = useApp();
  const count = turn.replies.length;
  const reply = turn.replies[turn.reply];
  if (reply === undefined) return null;
  const look = (at: number): void => {
    const next = turn.replies[at];
    if (next) commands.showBranch(leafOf(next));
  };
  const others = count < 2 ? null : <Switch what="answer" at={turn.reply} of={count} onChange={look} />;
  return <ReplyView reply={reply} turn={turn} last={last} others={others} />;
}
