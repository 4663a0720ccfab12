/** The dialogs that ask one thing: rename, delete, open a link. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { hostOf } from "../text/links";
import { common } from "../words/common";
import { list } from "../words/list";
import { useApp } from "./context";
import { Dialog } from "./dialog";
import { focusIfLost, neighbourOf, rowOf } from "./focus";
import { isImeKey } from "./keys";
import { Sentence } from "./sentence";
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
    <Dialog title={list().renameChat}>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <label class="field">
          <span>{list().title}</span>
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
            {common().cancel}
          </button>
          <button type="submit" class="button primary" disabled={busy || name.trim() === ""}>
            {common().save}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

export function DeleteDialog({ id, title }: { id: string; title: string }): JSX.Element {
  const { store, commands } = useApp();
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  const { items, view } = store.part("list").value;
  const runs = [...items, ...(view?.items ?? [])].some((chat) => chat.id === id && chat.running);
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
    <Dialog title={list().deleteChat}>
      <p>
        <Sentence says={(place) => list().toBin({ title: place })}>
          <strong dir="auto">{title}</strong>
        </Sentence>
        {runs && ` ${list().stopsFirst}`}
      </p>
      {problem && (
        <p class="error-text" role="alert">
          {problem}
        </p>
      )}
      <div class="dialog-actions">
        <button type="button" class="button" autofocus onClick={() => commands.closeDialog()}>
          {common().keep}
        </button>
        <button type="button" class="button danger" disabled={busy} onClick={() => void remove()}>
          {list().delete}
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
    <Dialog title={list().openLink}>
      <p>
        <Sentence says={(place) => list().opensAt({ host: place })}>
          <strong>
            <VisibleText text={hostOf(url)} />
          </strong>
        </Sentence>
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
          {common().cancel}
        </button>
        <button type="button" class="button primary" onClick={() => void open()}>
          {common().open}
        </button>
      </div>
    </Dialog>
  );
}
