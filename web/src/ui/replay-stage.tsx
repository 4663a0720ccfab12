/** The answer as it was at a place of its replay. Nothing in it can be answered. */
import type { JSX } from "preact";
import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { attachmentsOf } from "../domain/attachment";
import type { Replay } from "../domain/replay";
import { turnsOf } from "../domain/view";
import { common } from "../words/common";
import { replaying } from "../words/replaying";
import { AskedMessage } from "./asked";
import { ReplyBody } from "./reply";

/** Who has scrolled further up than this stays there. */
const NEAR_PX = 120;

interface Props {
  readonly replay: Replay;
  readonly place: number;
  readonly length: number;
  /** The answer's first run. */
  readonly root: string;
}

export function ReplayStage({ replay, place, length, root }: Props): JSX.Element {
  const stage = useRef<HTMLDivElement>(null);
  const follows = useRef(true);
  const before = useRef(0);
  const rewound = useRef(0);
  // Text that becomes shorter is drawn anew: what streams only grows.
  if (place < before.current) rewound.current += 1;
  before.current = place;
  const { asked, reply } = useMemo(() => {
    const chat = replay.at(place);
    const turns = chat ? turnsOf(chat) : [];
    const turn = turns.find(({ replies }) => replies.some(({ key }) => key === root)) ?? turns[0];
    return { asked: turn?.asked ?? null, reply: turn?.replies.find(({ key }) => key === root) };
  }, [replay, place, length > 0, root]);
  useLayoutEffect(() => {
    if (stage.current && follows.current) stage.current.scrollTop = stage.current.scrollHeight;
  }, [place]);
  return (
    <div
      ref={stage}
      class="replay-stage"
      tabIndex={0}
      role="region"
      aria-label={replaying().atThisPlace}
      onScroll={(event) => {
        const { scrollHeight, scrollTop, clientHeight } = event.currentTarget;
        follows.current = scrollHeight - scrollTop - clientHeight < NEAR_PX;
      }}
    >
      {asked && <AskedMessage text={asked.content} files={attachmentsOf(asked.metadata)} />}
      {reply && (
        <article key={rewound.current} class="reply" aria-label={common().answer}>
          <ReplyBody reply={reply} />
        </article>
      )}
    </div>
  );
}
