/** A message that waits above the composer, while it is written anew. */
import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Queued } from "../domain/conversation";
import type { Rewriting } from "../state/app";
import { common } from "../words/common";
import { writing } from "../words/writing";
import { useApp, useSelect } from "./context";
import { goOnWriting, growWithText, sends } from "./field";
import { focusComposer } from "./focus";
import { isImeKey } from "./keys";

interface Props {
  readonly message: Queued;
  readonly rewriting: Rewriting;
  /** It was asked for just now, so the keyboard goes there. */
  readonly asked: { current: boolean };
}

export function EditQueued({ message, rewriting, asked }: Props): JSX.Element {
  const { store, commands } = useApp();
  const { text, failure } = rewriting;
  const form = useRef<HTMLFormElement>(null);
  const area = useRef<HTMLTextAreaElement>(null);
  const sendWith = useSelect((state) => state.settings?.sendWith ?? "enter");
  useLayoutEffect(() => {
    const [place, field] = [form.current, area.current];
    if (asked.current) {
      field?.focus();
      field?.setSelectionRange(message.text.length, message.text.length);
    }
    asked.current = false;
    return () => {
      if (place && field && place.contains(document.activeElement)) goOnWriting(store.now(), field);
    };
  }, []);
  useLayoutEffect(() => growWithText(area.current), [text]);
  const empty = text.trim() === "" && (message.attachments?.length ?? 0) === 0;
  const leave = (): void => {
    commands.stopRewriting(message.id);
    focusComposer();
  };
  const save = (): void => {
    if (empty) return;
    if (text.trim() === message.text) commands.stopRewriting(message.id);
    else void commands.changeQueued(message.id);
    focusComposer();
  };
  return (
    <form
      ref={form}
      class="queued-edit"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <textarea
        ref={area}
        rows={1}
        dir="auto"
        spellcheck
        aria-label={writing().textThatWaits}
        value={text}
        onInput={(event) => commands.rewrite(message.id, event.currentTarget.value)}
        onKeyDown={(event) => {
          if (isImeKey(event)) return;
          if (event.key === "Escape") {
            event.preventDefault();
            event.stopPropagation();
            leave();
          } else if (sends(event, sendWith)) {
            event.preventDefault();
            save();
          }
        }}
      />
      {failure && (
        <span class="error-text small-text" role="alert">
          {failure}
        </span>
      )}
      <button type="button" class="button small" onClick={leave}>
        {common().cancel}
      </button>
      <button type="submit" class="button small primary" disabled={empty}>
        {common().save}
      </button>
    </form>
  );
}
