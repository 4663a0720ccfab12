/** A message that is written anew, in the place of the one it was. Enter sends it beside that one, Esc leaves it. */
import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { isBusy } from "../state/app";
import { common } from "../words/common";
import { writing } from "../words/writing";
import { Attached } from "./attached";
import { useApp, useSelect } from "./context";
import { growWithText, sends } from "./field";
import { Icon } from "./icons";
import { isImeKey } from "./keys";
import { focusComposer } from "./sidebar";

export function EditMessage({ message }: { message: string }): JSX.Element | null {
  const { commands } = useApp();
  const editing = useSelect((state) => state.editing[message]);
  const busy = useSelect(isBusy);
  const sendWith = useSelect((state) => state.settings?.sendWith ?? "enter");
  const area = useRef<HTMLTextAreaElement>(null);

  const wantsFocus = editing?.wantsFocus === true;
  useLayoutEffect(() => {
    if (!wantsFocus) return; // it was open before, and somebody may be typing elsewhere
    area.current?.focus({ preventScroll: true }); // at once: the next key is meant for it
    area.current?.setSelectionRange(area.current.value.length, area.current.value.length);
  }, [wantsFocus]);
  useEffect(() => {
    if (!wantsFocus) return;
    commands.editingFocused(message);
    area.current?.scrollIntoView({ block: "nearest" });
  }, [wantsFocus]);
  useLayoutEffect(() => growWithText(area.current), [editing?.text]);

  if (editing === undefined) return null;
  const { text, attachments, underway, failure } = editing;
  const empty = text.trim() === "" && attachments.length === 0;
  const leave = (): void => {
    commands.stopEditing(message);
    // The pencil is there again with the next frame.
    requestAnimationFrame(() => {
      const pencil = document.querySelector<HTMLElement>(`[data-edit="${CSS.escape(message)}"]`);
      if (pencil) pencil.focus();
      else focusComposer();
    });
  };
  const send = (): void => {
    if (empty || underway) return;
    void commands.resend(message);
    focusComposer();
  };
  return (
    <form
      class="edit"
      aria-label={writing().editAgain}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <Attached
        files={attachments}
        {...(underway ? {} : { remove: (file) => commands.removeEditedFile(message, file.id) })}
      />
      <textarea
        ref={area}
        rows={1}
        dir="auto"
        spellcheck
        aria-label={writing().textToSendAgain}
        value={text}
        readOnly={underway}
        onInput={(event) => commands.edited(message, event.currentTarget.value)}
        onKeyDown={(event) => {
          if (isImeKey(event)) return;
          if (event.key === "Escape") {
            event.preventDefault();
            event.stopPropagation();
            if (!underway) leave();
          } else if (sends(event, sendWith)) {
            event.preventDefault();
            send();
          }
        }}
      />
      {failure && (
        <p class="error-text small-text" role="alert">
          {failure}
        </p>
      )}
      <div class="edit-bar">
        <span class="edit-note">{busy ? writing().stopsFirst : writing().firstStays}</span>
        <button type="button" class="button small" disabled={underway} onClick={leave}>
          {common().cancel}
        </button>
        <button type="submit" class="button small primary" disabled={empty || underway}>
          <Icon name="send" /> {underway ? common().sending : common().send}
        </button>
      </div>
    </form>
  );
}
