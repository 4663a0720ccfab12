/** How full the model's memory of this chat is, and what the chat has taken: as providers reported it, or not at all. */
import type { JSX } from "preact";
import { useMemo, useRef, useState } from "preact/hooks";
import { shownOf } from "../domain/branches";
import { turnsOf } from "../domain/turns";
import { chatUsage, contextOf, tokensText } from "../domain/usage";
import { answering } from "../words/answering";
import { percent } from "../words/numbers";
import { useApp, useSelect } from "./context";
import { lazy } from "./lazy";
import { modelInUse } from "./model-picker";
import { Popup } from "./popup";

const ChatFacts = lazy(async () => (await import("./facts")).ChatFacts);

/** From here on it is said. */
export const FULL = 0.85;

export function Meter(): JSX.Element | null {
  const { store } = useApp();
  const [shown, setShown] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  // Not the conversation itself, which is another one with each piece of text.
  const runs = useSelect((state) => state.open?.conversation?.runs ?? null);
  const spent = useSelect((state) => state.open?.conversation?.spent ?? null);
  const model = useSelect(modelInUse);
  const size = store.part("models").value.value?.models.find(({ id }) => id === model)?.contextTokens ?? null;
  const leaf = useSelect((state) => state.open?.conversation?.leaf ?? null);
  // Of the branch that is shown: that is what the next message is added to.
  const context = useMemo(() => {
    const chat = store.now().open?.conversation;
    if (!chat) return null;
    return contextOf(shownOf(turnsOf(chat), chat).flatMap((turn) => turn.replies[turn.reply]?.runs ?? []));
  }, [runs, leaf]);
  if (runs === null || spent === null) return null;
  const { usage, cost } = chatUsage({ runs, spent });
  if (context === null && usage.reported === 0) return null; // nothing is known of it
  const part = context !== null && size !== null && size > 0 ? Math.min(1, context / size) : null;
  const close = (focus: boolean): void => {
    setShown(false);
    if (focus) button.current?.focus();
  };
  const short = part !== null ? percent(part) : context !== null ? tokensText(context) : "–";
  // What is read aloud begins with what is seen.
  const says =
    part !== null ? answering().contextUsed({ part: short }) : answering().tokensUsed({ count: short });
  return (
    <>
      <button
        ref={button}
        type="button"
        class={part !== null && part >= FULL ? "chip meter full" : "chip meter"}
        aria-haspopup="dialog"
        aria-expanded={shown}
        aria-label={says}
        title={shown ? undefined : says}
        onClick={() => setShown(!shown)}
      >
        <Ring part={part ?? 0} />
        <span>{short}</span>
      </button>
      {shown && (
        <Popup anchor={button} close={close} label={answering().chatTook} class="details">
          <div class="facts" data-begin="" tabIndex={-1}>
            <ChatFacts {...{ context, size, part, usage, cost, model }} />
          </div>
        </Popup>
      )}
    </>
  );
}

const RADIUS = 6;
const AROUND = 2 * Math.PI * RADIUS;

function Ring({ part }: { part: number }): JSX.Element {
  return (
    <svg class="ring" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
      <circle cx="8" cy="8" r={RADIUS} class="ring-all" />
      <circle
        cx="8"
        cy="8"
        r={RADIUS}
        class="ring-part"
        stroke-dasharray={`${(AROUND * part).toFixed(2)} ${AROUND.toFixed(2)}`}
        transform="rotate(-90 8 8)"
      />
    </svg>
  );
}
