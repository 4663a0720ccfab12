/**
 * Shown after a crash: the answers that it cut off, each to go on with, to try again or to leave. Nothing happens by
 * itself, because each may cost money or touch files.
 */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { cutsToShow } from "../state/app";
import { type Choice, decidingOn } from "../state/deciding";
import type { Cut } from "../wire/shapes";
import { ending } from "../words/ending";
import { useApp, useSelect } from "./context";
import { Icon } from "./icons";
import "./styles/cut-card.css";

/** So many at once; of more than that, a few until one asks for all. */
const MOST = 3;
const FEW = 2;

export function CutCard(): JSX.Element | null {
  const { store, commands } = useApp();
  const openId = useSelect((state) => state.open?.id ?? null);
  const [all, setAll] = useState(false);
  const [listedIn, setListedIn] = useState<string | null>(null);
  const interrupted = store.part("interrupted").value;
  const setAside = store.part("setAside").value;
  const cuts = cutsToShow({ interrupted, setAside }, openId);
  if (cuts.length === 0) return null;
  // Somebody who reads a chat is told in one line; the list is for who has just come in, or asks for it.
  const listed = openId === null || listedIn === openId;
  const shown = all || cuts.length <= MOST ? cuts : cuts.slice(0, FEW);
  return (
    <section class="cut-card" aria-labelledby="cut-card-title">
      <header>
        <Icon name="info" />
        <div>
          <h2 id="cut-card-title">
            {interrupted.length > cuts.length && openId
              ? ending().othersWereCutOff({ count: cuts.length })
              : ending().wereCutOff({ count: cuts.length })}
          </h2>
          {listed && <p>{ending().nothingByItself}</p>}
        </div>
        {!listed && (
          <button type="button" class="button small" onClick={() => setListedIn(openId)}>
            {ending().show}
          </button>
        )}
        <button
          type="button"
          class="icon-button small"
          aria-label={ending().notNow}
          title={ending().notNow}
          onClick={() => commands.setCutsAside()}
        >
          <Icon name="close" />
        </button>
      </header>
      {listed && (
        <ul>
          {shown.map((cut) => (
            <Row key={cut.run} cut={cut} />
          ))}
        </ul>
      )}
      {listed && cuts.length > shown.length && (
        <button type="button" class="quiet small-text cut-more" onClick={() => setAll(true)}>
          {ending().showMore({ count: cuts.length - shown.length })}
        </button>
      )}
    </section>
  );
}

const CHOICES: readonly Choice[] = ["continue", "retry", "keep"];

function Row({ cut }: { cut: Cut }): JSX.Element {
  const { store, commands } = useApp();
  const underway = useSelect((state) => decidingOn(state, cut.run).settling !== null);
  const listed = store.part("list").value.items.find((item) => item.id === cut.conversation);
  const title = listed?.title || ending().untitled;
  return (
    <li>
      <button
        type="button"
        class="cut-title"
        title={ending().openTitle({ title })}
        onClick={() => commands.open(cut.conversation)}
      >
        <span dir="auto">{title}</span>
        <Icon name="chevronRight" />
      </button>
      <span class="cut-choices">
        {CHOICES.map((choice) => (
          <button
            key={choice}
            type="button"
            class="button small"
            aria-label={ending().ofTitle({ says: ending().choices[choice], title })}
            disabled={underway || (choice !== "keep" && listed?.running === true)}
            onClick={() => void commands.settle(cut.conversation, cut.run, choice)}
          >
            {ending().choices[choice]}
          </button>
        ))}
      </span>
    </li>
  );
}
