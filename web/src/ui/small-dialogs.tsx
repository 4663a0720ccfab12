/** The dialogs that ask one thing: rename, delete, open a link. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { hostOf } from "../text/links";
import { useApp } from "./context";
import { Dialog } from "./dialog";
import { focusIfLost, neighbourOf, rowOf } from "./focus";
import { isImeKey } from "./keys";
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
    const next = neighbourOf(id);
    const done = await commands.remove(id, title);
    setBusy(false);
    if (!done.ok) {
      setProblem(done.detail);
      return;
    }
    commands.closeDialog();
    focusIfLost(() => (next === null ? null : rowOf(next)));
  };
  return (
    <Dialog title="Delete chat?">
      <p>
        <strong dir="auto">{title}</strong> goes to the bin. You can bring it back from there for 30 days;
        then it is deleted for good.
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
