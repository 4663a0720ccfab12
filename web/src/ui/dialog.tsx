/** A modal dialog in the browser's top layer: focus stays in it, Esc closes it, focus returns to where it was. */
import type { ComponentChildren, JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { common } from "../words/common";
import { useApp } from "./context";
import { focusIfLost } from "./focus";
import { Icon } from "./icons";
import "./styles/dialogs.css";

interface Props {
  readonly title: string;
  readonly wide?: boolean;
  /** One more class. */
  readonly look?: string;
  readonly children: ComponentChildren;
}

export function Dialog(props: Props): JSX.Element {
  const { commands } = useApp();
  const dialog = useRef<HTMLDialogElement>(null);
  const gone = useRef(false); // its last event comes late, when another dialog may be open
  const before = useRef(new Map<Field, string>()); // what stood in a form's fields when somebody came to them
  const typed = useRef(new Map<Field, string>()); // what they made of it; a form may put something else there
  useLayoutEffect(() => {
    const before = document.activeElement;
    const made = dialog.current;
    made?.showModal();
    return () => {
      gone.current = true;
      made?.close(); // while it is open, nothing outside of it can have the keyboard
      if (before instanceof HTMLElement && before.isConnected) before.focus();
      focusIfLost(() => (before instanceof HTMLElement && before.isConnected ? before : null));
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class={["dialog", props.wide ? "wide" : "", props.look ?? ""].filter(Boolean).join(" ")}
      aria-labelledby="dialog-title"
      onCancel={(event) => {
        if (event.target === dialog.current) commands.closeDialog(); // at once: what is told of the close comes later
      }}
      onClose={() => {
        if (!gone.current) commands.closeDialog();
      }}
      onPointerDown={(event) => {
        const { target, currentTarget } = event;
        if (target !== currentTarget || !isOutside(currentTarget, event)) return;
        if (!isHalfWritten(before.current, typed.current)) commands.closeDialog();
      }}
      onFocusIn={({ target }) => {
        if (isField(target) && !before.current.has(target)) before.current.set(target, target.value);
      }}
      onInput={({ target }) => {
        if (isField(target)) typed.current.set(target, target.value);
      }}
    >
      <div class="dialog-inside">
        <header class="dialog-head">
          <h2 id="dialog-title">{props.title}</h2>
          <button
            type="button"
            class="icon-button"
            aria-label={common().close}
            onClick={() => commands.closeDialog()}
          >
            <Icon name="close" />
          </button>
        </header>
        {props.children}
      </div>
    </dialog>
  );
}

type Field = HTMLInputElement | HTMLTextAreaElement;

/** A text that is sent away with a form: a search, or what is in force as it is changed, has none. */
function isField(target: EventTarget | null): target is Field {
  return (
    (target instanceof HTMLTextAreaElement ||
      (target instanceof HTMLInputElement && target.type !== "search")) &&
    target.form !== null
  );
}

/** The backdrop and the dialog's own scrollbar are the same element; only where it was pressed tells them apart. */
function isOutside(dialog: HTMLDialogElement, { clientX: x, clientY: y }: PointerEvent): boolean {
  const { left, right, top, bottom } = dialog.getBoundingClientRect();
  return x < left || x >= right || y < top || y >= bottom;
}

function isHalfWritten(before: ReadonlyMap<Field, string>, typed: ReadonlyMap<Field, string>): boolean {
  return [...typed].some(
    ([field, value]) =>
      field.isConnected && field.value === value && value !== before.get(field) && value.trim() !== "",
  );
}
