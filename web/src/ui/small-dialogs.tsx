/** The dialogs that ask one thing: rename, delete, open a link, and the list of shortcuts. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { hostOf } from "../text/links";
import { useApp } from "./context";
import { Dialog } from "./dialog";
import { isImeKey, isMac, SHORTCUTS, shortcutLabel } from "./keys";
import { VisibleText } from "./visible";

export function RenameDialog({ id, title }: { id: string; title: string }): JSX.Element {
  const { commands } = useApp();
  const [name, setName] = useState(title);
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  const save = async (): Promise<void> => {
    if (name.trim() === "") return;
    setBusy(true);
    const done = await commands.rename(id, name.trim());
    setBusy(false);
    if (done.ok) commands.closeDialog();
    else setProblem(done.detail);
  };
  return (
    <Dialog title="Rename chat">
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <label class="field">
          <span>Title</span>
          <input
            type="text"
            dir="auto"
            maxLength={200}
            autofocus
            value={name}
            onInput={(event) => setName(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === "Enter" && isImeKey(event)) event.preventDefault();
            }}
          />
        </label>
        {problem && (
          <p class="error-text" role="alert">
            {problem}
          </p>
        )}
        <div class="dialog-actions">
          <button type="button" class="button" onClick={() => commands.closeDialog()}>
            Cancel
          </button>
          <button type="submit" class="button primary" disabled={busy || name.trim() === ""}>
            Save
          </button>
        </div>
      </form>
    </Dialog>
  );
}

export function DeleteDialog({ id, title }: { id: string; title: string }): JSX.Element {
  const { commands } = useApp();
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  const remove = async (): Promise<void> => {
    setBusy(true);
    const done = await commands.remove(id);
    setBusy(false);
    if (done.ok) commands.closeDialog();
    else setProblem(done.detail);
  };
  return (
    <Dialog title="Delete chat?">
      <p>
        <strong dir="auto">{title}</strong> leaves the list. It is kept for 30 days before it is erased.
      </p>
      {problem && (
        <p class="error-text" role="alert">
          {problem}
        </p>
      )}
      <div class="dialog-actions">
        <button type="button" class="button" autofocus onClick={() => commands.closeDialog()}>
          Keep
        </button>
        <button type="button" class="button danger" disabled={busy} onClick={() => void remove()}>
          Delete
        </button>
      </div>
    </Dialog>
  );
}

export function LinkDialog({ url }: { url: string }): JSX.Element {
  const { commands } = useApp();
  const [problem, setProblem] = useState("");
  const open = async (): Promise<void> => {
    const done = await commands.openLink(url);
    if (done.ok) commands.closeDialog();
    else setProblem(done.detail);
  };
  return (
    <Dialog title="Open this link?">
      <p>
        It opens in your browser, outside of Runnel, at{" "}
        <strong>
          <VisibleText text={hostOf(url)} />
        </strong>
        .
      </p>
      <pre class="full-url" tabIndex={0}>
        <VisibleText text={url} />
      </pre>
      {problem && (
        <p class="error-text" role="alert">
          {problem}
        </p>
      )}
      <div class="dialog-actions">
        <button type="button" class="button" autofocus onClick={() => commands.closeDialog()}>
          Cancel
        </button>
        <button type="button" class="button primary" onClick={() => void open()}>
          Open
        </button>
      </div>
    </Dialog>
  );
}

export function ShortcutsDialog(): JSX.Element {
  const others: readonly (readonly [string, string])[] = [
    ["Enter", "Send the message"],
    ["Shift+Enter", "New line"],
    [isMac ? "⌘Enter" : "Ctrl+Enter", "Send into the answer that is being written"],
    ["↑", "In an empty field: edit your last message"],
    ["Esc", "Stop the answer, or close what is open"],
  ];
  return (
    <Dialog title="Keyboard">
      <dl class="shortcuts">
        {others.map(([keys, says]) => (
          <div key={keys}>
            <dt>{says}</dt>
            <dd>
              <kbd>{keys}</kbd>
            </dd>
          </div>
        ))}
        {SHORTCUTS.map((shortcut) => (
          <div key={shortcut.says}>
            <dt>{shortcut.says}</dt>
            <dd>
              <kbd>{shortcutLabel(shortcut)}</kbd>
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
