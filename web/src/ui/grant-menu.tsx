/** Allows something also for later: what is offered, and for how long. Nothing else can be granted. */
import type { JSX } from "preact";
import { useId, useRef, useState } from "preact/hooks";
import type { Offer, Until } from "../domain/conversation";
import { inOwnWords } from "../domain/own-words";
import type { Granted } from "../state/deciding";
import { allowing } from "../words/allowing";
import { Icon, type IconName } from "./icons";
import { Popup } from "./popup";
import { VisibleText } from "./visible";

interface Props {
  readonly offers: readonly Offer[];
  readonly disabled: boolean;
  readonly chosen: boolean;
  readonly grant: (granted: Granted) => void;
}

export function GrantMenu({ offers, disabled, chosen, grant }: Props): JSX.Element | null {
  const [shown, setShown] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const close = (focus: boolean): void => {
    setShown(false);
    if (focus) button.current?.focus();
  };
  if (offers.length === 0) return null;
  return (
    <>
      <button
        ref={button}
        type="button"
        class={chosen ? "button always chosen" : "button always"}
        aria-haspopup="dialog"
        aria-expanded={shown}
        disabled={disabled}
        onClick={() => setShown(!shown)}
      >
        {allowing().always} <Icon name="chevron" />
      </button>
      {shown && (
        <Popup anchor={button} close={close} label={allowing().alwaysWhat} class="granting">
          <Choosing
            offers={offers}
            grant={(granted) => {
              close(true);
              grant(granted);
            }}
          />
        </Popup>
      )}
    </>
  );
}

const ICONS: Readonly<Record<Until, IconName>> = {
  run: "answer",
  chat: "message",
  day: "clock",
  always: "check",
};

/** The narrowest is chosen; a press on how long allows it. */
function Choosing(props: Pick<Props, "offers" | "grant">): JSX.Element {
  const { offers, grant } = props;
  const [at, setAt] = useState(0);
  const name = useId();
  const offer = offers[at] ?? offers[0];
  return (
    <>
      <fieldset class="granting-what">
        <legend>{allowing().grantWhat}</legend>
        {offers.length === 1 && offer ? (
          <p>
            <Covers says={offer.says} />
          </p>
        ) : (
          offers.map(({ says }, place) => (
            <label key={says}>
              <input
                type="radio"
                name={name}
                checked={place === at}
                data-begin={place === at ? "" : undefined}
                onChange={() => setAt(place)}
              />
              <span>
                <Covers says={says} />
              </span>
            </label>
          ))
        )}
      </fieldset>
      <div class="granting-until" role="group" aria-label={allowing().grantFor}>
        {offer?.until.map((until, place) => (
          <button
            key={until}
            type="button"
            class="menu-item"
            data-begin={offers.length === 1 && place === 0 ? "" : undefined}
            onClick={() => grant({ offer, until })}
          >
            <Icon name={ICONS[until] ?? "check"} />
            <span class="menu-says">{allowing().until[until] ?? until}</span>
          </button>
        ))}
      </div>
      <p class="granting-note">{allowing().alwaysNote}</p>
    </>
  );
}

/** What a grant covers, in the server's words; between backquotes are words of a command. */
export function Covers({ says }: { says: string }): JSX.Element {
  return (
    <>
      {inOwnWords(says)
        .split("`")
        .map((piece, at) =>
          at % 2 === 1 ? (
            <code key={`${at}`}>
              <VisibleText text={piece} />
            </code>
          ) : (
            <VisibleText key={`${at}`} text={piece} />
          ),
        )}
    </>
  );
}
