/** A note at the window's foot: what was done a moment ago, and the way to take it back. It stays while it is used. */
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Toast } from "../state/app";
import { list } from "../words/list";
import { useApp } from "./context";
import { focusIfLost, rowOf } from "./focus";
import { Icon } from "./icons";
import { importedText } from "./import-file";

/** Long enough to read it, find the button and press it. */
const SHOWN_MS = 12_000;

export function ToastHost(): JSX.Element {
  const { store } = useApp();
  const toast = store.part("toast").value;
  return (
    <div class="toast-place" role="status">
      {toast && <ToastNote key={toast.key} toast={toast} />}
    </div>
  );
}

function ToastNote({ toast }: { toast: Toast }): JSX.Element {
  const { commands } = useApp();
  const note = useRef<HTMLDivElement>(null);
  const [held, setHeld] = useState(false);
  const drop = (): void => {
    commands.dropToast(toast.key);
    focusIfLost(() => ("id" in toast ? rowOf(toast.id) : null));
  };
  useEffect(() => {
    if (held) return;
    const timer = setTimeout(() => commands.dropToast(toast.key), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [held]);
  const undo = (): void => {
    void commands.takeBack().then(() => focusIfLost(() => ("id" in toast ? rowOf(toast.id) : null)));
  };
  return (
    <div
      ref={note}
      class={toast.kind === "failed" ? "toast failed" : "toast"}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(note.current?.contains(document.activeElement) === true)}
      onFocusIn={() => setHeld(true)}
      onFocusOut={() => setHeld(false)}
    >
      {toast.kind === "failed" && <Icon name="warning" />}
      <span class="toast-words">{wordsOf(toast)}</span>
      {(toast.kind === "deleted" || toast.kind === "archived" || toast.kind === "unarchived") && (
        <button type="button" class="toast-act" onClick={undo}>
          {list().undo}
        </button>
      )}
      {toast.kind === "saved" && toast.saved.path !== "" && (
        <button type="button" class="toast-act" onClick={() => void commands.showSaved(toast.saved.path)}>
          {list().showInFolder}
        </button>
      )}
      <button type="button" class="icon-button small" aria-label={list().dismissNote} onClick={drop}>
        <Icon name="close" />
      </button>
    </div>
  );
}

function wordsOf(toast: Toast): string {
  switch (toast.kind) {
    case "deleted":
      return list().isInBin({ title: toast.title });
    case "restored":
      return list().isBack({ title: toast.title });
    case "archived":
      return list().isArchived({ title: toast.title });
    case "unarchived":
      return list().isUnarchived({ title: toast.title });
    case "saved":
      return toast.saved.folder === ""
        ? list().saved({ name: toast.saved.name })
        : list().savedAs({ name: toast.saved.name, folder: toast.saved.folder });
    case "imported":
      return importedText(toast.conversations, toast.skipped);
    case "copied":
      return list().chatCopied;
    case "failed":
      return toast.detail;
  }
}
