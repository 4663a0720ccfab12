/** Chooses the folder that a chat works in. Lists folders of this computer; also takes a typed path. */
import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { foldersOf, workspaceOf } from "../state/app";
import { asProblem } from "../wire/problem";
import { isOurWindow } from "../wire/pulse";
import type { Folders } from "../wire/shapes";
import { common } from "../words/common";
import { folder } from "../words/folder";
import { working } from "../words/working";
import { useApp, useSelect } from "./context";
import { Dialog } from "./dialog";
import { afterDialog, focusComposer } from "./focus";
import { Icon } from "./icons";
import { isImeKey } from "./keys";
import "./styles/working.css";
import "./styles/folders.css";

/** More of them would hide the folders themselves. */
const RECENT = 4;

/** `path` is the folder that it begins at, instead of the chat's own. */
export function FolderDialog({ path: asked }: { path?: string | undefined }): JSX.Element {
  const { commands } = useApp();
  const current = useSelect(workspaceOf);
  const further = useSelect(foldersOf);
  const [place, setPlace] = useState<Folders | null>(null);
  const [typed, setTyped] = useState(asked ?? current ?? "");
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  // What is typed or asked for later wins: a slow answer must never put another folder in its place.
  const latest = useRef(0);

  const go = async (path: string | null): Promise<void> => {
    latest.current += 1;
    const mine = latest.current;
    setBusy(true);
    try {
      const found = await commands.folders(path);
      if (mine !== latest.current) return;
      setPlace(found);
      setTyped(found.path);
      setProblem("");
    } catch (error) {
      if (mine !== latest.current) return;
      setProblem(asProblem(error).message);
      if (place === null && path !== null) return fallBack(mine);
    }
    setBusy(false);
  };

  /** The folder it was to begin at is not there: what is said of it stays, beside folders to choose another from. */
  const fallBack = async (mine: number): Promise<void> => {
    const found = await commands.folders(null).catch(() => null);
    if (mine !== latest.current) return;
    setPlace(found);
    setBusy(false);
  };
  useEffect(() => void go(asked ?? current), []);
  const field = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    if (place !== null && field.current === document.activeElement) field.current?.select(); // a paste takes its place
  }, [place === null]);
  const recent = (place?.recent ?? []).filter((path) => path !== current).slice(0, RECENT);

  const choose = async (path: string | null): Promise<void> => {
    setBusy(true);
    const done = await commands.chooseWorkspace(path);
    setBusy(false);
    if (!done.ok) {
      setProblem(done.detail);
      return;
    }
    commands.closeDialog();
    afterDialog(focusComposer); // what comes next is the question about this folder
  };

  const browse = async (): Promise<void> => {
    setBusy(true);
    const asked = await commands.askForFolder(place?.path ?? null);
    setBusy(false);
    if (!asked.ok) setProblem(asked.detail);
    else if (asked.path !== null) await choose(asked.path);
  };

  const setFurther = async (folders: readonly string[], news: string): Promise<void> => {
    setBusy(true);
    const done = await commands.chooseFolders(folders);
    setBusy(false);
    setProblem(done.ok ? "" : done.detail);
    if (done.ok) commands.say(news);
  };

  return (
    <Dialog title={folder().folderOfChat} wide>
      <p class="dialog-lead">{folder().folderLead}</p>
      {recent.length > 0 && (
        <div class="recent-folders">
          <h3 id="recent-folders">{folder().lastFolders}</h3>
          <ul aria-labelledby="recent-folders">
            {recent.map((path) => (
              <li key={path}>
                <button
                  type="button"
                  class="folder"
                  title={folder().usePath({ path })}
                  disabled={busy}
                  onClick={() => void choose(path)}
                >
                  <Icon name="clock" />
                  <bdi>{lastPart(path)}</bdi>
                  <bdi class="folder-place">{path}</bdi>
                </button>
              </li>
            ))}
          </ul>
        </div>
      )}
      <form
        class="path-row"
        onSubmit={(event) => {
          event.preventDefault();
          const wanted = typed.trim();
          if (wanted === "" || busy) return;
          void (wanted === place?.path ? choose(wanted) : go(wanted)); // what is shown already is meant
        }}
      >
        <button
          type="button"
          class="icon-button framed"
          aria-label={folder().homeFolder}
          title={folder().homeFolder}
          onClick={() => void go(place?.home ?? null)}
        >
          <Icon name="home" />
        </button>
        <button
          type="button"
          class="icon-button framed"
          aria-label={folder().folderAbove}
          title={folder().folderAbove}
          disabled={!place?.parent}
          onClick={() => void go(place?.parent ?? null)}
        >
          <Icon name="up" />
        </button>
        <input
          ref={field}
          type="text"
          dir="ltr"
          aria-label={folder().path}
          aria-invalid={problem !== ""}
          aria-describedby={problem ? "folder-problem" : undefined}
          spellcheck={false}
          autocomplete="off"
          autofocus
          value={typed}
          onInput={(event) => {
            latest.current += 1;
            setBusy(false);
            setTyped(event.currentTarget.value);
          }}
          onKeyDown={(event) => {
            if (event.key === "Enter" && isImeKey(event)) event.preventDefault();
          }}
        />
        {typed !== place?.path && (
          <button type="submit" class="button">
            {folder().go}
          </button>
        )}
      </form>
      {place?.dialog === true && isOurWindow(navigator.userAgent) && (
        <button type="button" class="quiet browse" disabled={busy} onClick={() => void browse()}>
          <Icon name="folder" />
          {folder().browse}
        </button>
      )}
      {problem && (
        <p id="folder-problem" class="error-text" role="alert">
          {problem}
        </p>
      )}
      <ul class="folders" aria-label={folder().folders} aria-busy={busy}>
        {place?.folders.map((folder) => (
          <li key={folder.path}>
            <button type="button" class="folder" onClick={() => void go(folder.path)}>
              <Icon name="folder" />
              <bdi>{folder.name}</bdi>
            </button>
          </li>
        ))}
        {place?.folders.length === 0 && <li class="folders-note">{folder().noFolders}</li>}
        {place === null && problem === "" && <li class="folders-note">{common().reading}</li>}
      </ul>
      {current !== null && further.length > 0 && (
        <section class="further-folders" aria-label={working().further}>
          <h3>{working().further}</h3>
          <p class="tool-note">{working().furtherLead}</p>
          <ul>
            {further.map((path) => (
              <li key={path}>
                <Icon name="folder" />
                <bdi title={path}>{path}</bdi>
                <button
                  type="button"
                  class="icon-button small"
                  aria-label={working().closeFolder({ path })}
                  title={working().closeFolder({ path })}
                  disabled={busy}
                  onClick={() =>
                    void setFurther(
                      further.filter((other) => other !== path),
                      working().closeFolder({ path }),
                    )
                  }
                >
                  <Icon name="close" />
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
      <div class="dialog-actions">
        {current !== null && (
          <button type="button" class="quiet" disabled={busy} onClick={() => void choose(null)}>
            {folder().useNoFolder}
          </button>
        )}
        <span class="space" />
        <button type="button" class="button" onClick={() => commands.closeDialog()}>
          {common().cancel}
        </button>
        {current !== null && typed.trim() !== "" && typed.trim() !== current && (
          <button
            type="button"
            class="button"
            disabled={busy || further.includes(typed.trim())}
            onClick={() =>
              void setFurther([...further, typed.trim()], working().added({ path: typed.trim() }))
            }
          >
            {working().addFolder}
          </button>
        )}
        <button
          type="button"
          class="button primary"
          disabled={busy || typed.trim() === ""}
          onClick={() => void choose(typed.trim())}
        >
          {folder().useThisFolder}
        </button>
      </div>
    </Dialog>
  );
}

function lastPart(path: string): string {
  const parts = path.split(/[\\/]/).filter(Boolean);
  return parts[parts.length - 1] ?? path;
}
