/** What a person wrote: as they wrote it, with its files, its other versions, and a way to write it anew. */
import type { ComponentChildren, JSX } from "preact";
import { useState } from "preact/hooks";
import { attachmentsOf } from "../domain/attachment";
import type { ShownTurn } from "../domain/branches";
import type { Asked, AttachmentRef } from "../domain/conversation";
import { sourcesOf } from "../domain/view";
import { common } from "../words/common";
import { transcript } from "../words/transcript";
import { writing } from "../words/writing";
import { Attached } from "./attached";
import { useApp, useSelect } from "./context";
import { copy } from "./copy";
import { Icon } from "./icons";
import { lazy } from "./lazy";
import { Outside } from "./outside";
import { Switch } from "./switch";

const EditMessage = lazy(async () => (await import("./edit-message")).EditMessage);

const LONG = 3_000;
const SHOWN_OF_LONG = 2_500;

interface Props {
  readonly text: string;
  readonly files?: readonly AttachmentRef[];
  readonly pending?: boolean;
  /** Said while an answer was written, and taken into it. */
  readonly steers?: boolean;
  readonly children?: ComponentChildren;
}

export function AskedMessage({ text, files = [], pending, steers, children }: Props): JSX.Element {
  const [whole, setWhole] = useState(false);
  const long = text.length > LONG;
  const look = `asked${pending ? " pending" : ""}${steers ? " steers" : ""}`;
  return (
    <article class={look} aria-label={steers ? transcript().youMeanwhile : common().you}>
      <Attached files={files} />
      {text !== "" && (
        <div class="asked-text" dir="auto">
          {long && !whole ? `${text.slice(0, SHOWN_OF_LONG)}…` : text}
        </div>
      )}
      {long && (
        <button type="button" class="quiet small-text" aria-expanded={whole} onClick={() => setWhole(!whole)}>
          {whole ? transcript().showLess : transcript().showAllOfIt}
        </button>
      )}
      {pending && <div class="pending-note">{common().sending}</div>}
      {children}
    </article>
  );
}

export function AskedTurn({ shown, asked }: { shown: ShownTurn; asked: Asked }): JSX.Element {
  const edited = useSelect((state) => asked.id in state.editing);
  if (edited) return <EditMessage message={asked.id} />;
  const sources = sourcesOf(asked);
  return (
    <AskedMessage text={asked.content} files={attachmentsOf(asked.metadata)}>
      {sources.length > 0 && (
        <Outside sources={sources} says={(source) => transcript().holdsWordsOf({ source })} />
      )}
      <AskedFoot shown={shown} asked={asked} />
    </AskedMessage>
  );
}

function AskedFoot({ shown, asked }: { shown: ShownTurn; asked: Asked }): JSX.Element {
  const { commands } = useApp();
  const { siblings, at } = shown;
  return (
    <footer class={siblings.length > 1 ? "asked-foot versions" : "asked-foot"}>
      <span class="asked-acts">
        {asked.content !== "" && (
          <button
            type="button"
            class="icon-button small"
            aria-label={transcript().copyYours}
            title={transcript().copyYours}
            onClick={(event) => void copy(asked.content, event.currentTarget)}
          >
            <Icon name="copy" />
          </button>
        )}
        <button
          type="button"
          class="icon-button small"
          data-edit={asked.id}
          aria-label={writing().editAgain}
          title={writing().editAgain}
          onClick={() => commands.edit(asked.id)}
        >
          <Icon name="pencil" />
        </button>
      </span>
      {siblings.length > 1 && (
        <Switch
          what="version"
          at={at}
          of={siblings.length}
          onChange={(next) => commands.showBranch(siblings[next] ?? null)}
        />
      )}
    </footer>
  );
}
