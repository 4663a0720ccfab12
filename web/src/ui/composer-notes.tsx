/** What there is to say about the message that is being written: above it, and only while it is true. */
import type { JSX } from "preact";
import { notTaken, triedOn } from "../domain/attachment";
import { keyOf } from "../state/app";
import type { Attaching } from "../state/attaching";
import { writing } from "../words/writing";
import { useApp, useSelect } from "./context";
import { Icon } from "./icons";
import { modelInUse, modelLabel } from "./model-picker";

export const MOST_CHARACTERS = 1_000_000;
const NONE: readonly Attaching[] = [];

export function ComposerNotes({ draft }: { draft: string }): JSX.Element {
  const { store } = useApp();
  const unsent = useSelect((state) => state.unsent[keyOf(state)]);
  const files = useSelect((state) => state.attached[keyOf(state)] ?? NONE);
  const model = useSelect(modelInUse);
  const listed = store.part("models").value.value?.models.find(({ id }) => id === model);
  const kinds = files.filter(({ progress }) => progress.status !== "failed").map(({ kind }) => kind);
  const warning = notTaken(kinds, modelLabel(model), listed && triedOn(listed));
  return (
    <>
      {unsent && (
        <p class="composer-problem" role="alert">
          <Icon name="warning" />
          <span>{writing().unsent({ why: unsent.detail })}</span>
        </p>
      )}
      {draft.length > MOST_CHARACTERS && (
        <p class="composer-problem" role="alert">
          <Icon name="warning" />
          <span>{writing().tooLong({ length: draft.length, most: MOST_CHARACTERS })}</span>
        </p>
      )}
      {warning && (
        <p class="composer-problem calm" role="status">
          <Icon name="info" />
          <span>{warning}</span>
        </p>
      )}
    </>
  );
}

/** What became of a long paste, or may: as a file it reads better beside the question than in it. */
export function PasteOffer(props: {
  says: string;
  act: string | undefined;
  take: () => void;
  close: string;
  leave: () => void;
}): JSX.Element {
  return (
    <div class="composer-problem calm" role="status">
      <Icon name="file" />
      <span>{props.says}</span>
      <span class="composer-acts">
        {props.act && (
          <button type="button" class="button small" onClick={props.take}>
            {props.act}
          </button>
        )}
        <button
          type="button"
          class="icon-button small"
          aria-label={props.close}
          title={props.close}
          onClick={props.leave}
        >
          <Icon name="close" />
        </button>
      </span>
    </div>
  );
}
