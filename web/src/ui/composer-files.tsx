/** The files that go with the message that is being written: how far each has come, and what is wrong with it. */
import type { JSX } from "preact";
import { sizeText, typeText } from "../domain/attachment";
import { inOwnWords } from "../domain/own-words";
import { keyOf } from "../state/app";
import type { Attaching } from "../state/attaching";
import { common } from "../words/common";
import { transcript } from "../words/transcript";
import { writing } from "../words/writing";
import { fileAddress } from "./attached";
import { useApp, useSelect } from "./context";
import { Icon } from "./icons";
import { VisibleText } from "./visible";

const NONE: readonly Attaching[] = [];

export function ComposerFiles(): JSX.Element | null {
  const files = useSelect((state) => state.attached[keyOf(state)] ?? NONE);
  if (files.length === 0) return null;
  return (
    <ul class="composer-files" aria-label={writing().filesToSend}>
      {files.map((file) => (
        <Item key={file.key} file={file} />
      ))}
    </ul>
  );
}

function Item({ file }: { file: Attaching }): JSX.Element {
  const { commands } = useApp();
  const { progress, name } = file;
  const failed = progress.status === "failed";
  const picture = file.kind === "image" && progress.status === "ready" ? progress.file : null;
  // With keys: a button that comes must not be made of one that has the focus.
  return (
    <li class={failed ? "file-item failed" : "file-item"}>
      {picture ? (
        <button
          key="thumb"
          type="button"
          class="file-thumb"
          aria-label={transcript().showLarge({ name })}
          title={name}
          onClick={() => commands.show({ kind: "picture", file: picture })}
        >
          <img src={fileAddress(picture)} alt="" decoding="async" />
        </button>
      ) : (
        <span class="file-type" aria-hidden="true">
          {failed ? <Icon name="warning" /> : typeText(file)}
        </span>
      )}
      <span class="file-words">
        <span class="file-name" title={name}>
          <VisibleText text={name} />
        </span>
        {progress.status === "uploading" ? (
          <progress value={progress.part} max={1} aria-label={writing().adding({ name })} />
        ) : failed ? (
          <span class="error-text small-text" role="alert">
            {progress.detail}
          </span>
        ) : (
          <span class="file-size">
            {sizeText(file.bytes)}
            {progress.file.note && <span class="file-note">{inOwnWords(progress.file.note)}</span>}
          </span>
        )}
      </span>
      {failed && progress.again && (
        <button
          key="again"
          type="button"
          class="icon-button small"
          aria-label={writing().tryNameAgain({ name })}
          title={common().tryAgain}
          onClick={() => commands.attachAgain(file.key)}
        >
          <Icon name="retry" />
        </button>
      )}
      <button
        key="remove"
        type="button"
        class="icon-button small"
        data-remove={file.key}
        aria-label={common().removeName({ name })}
        title={common().remove}
        onClick={(event) => {
          (nextTo(event.currentTarget) ?? document.getElementById("composer"))?.focus();
          commands.detach(file.key);
        }}
      >
        <Icon name="close" />
      </button>
    </li>
  );
}

/** The button that removes the next file, else the one before: several are removed by the same key. */
function nextTo(button: HTMLElement): HTMLElement | undefined {
  const all = [...(button.closest("ul")?.querySelectorAll<HTMLElement>("[data-remove]") ?? [])];
  const at = all.indexOf(button);
  return all[at + 1] ?? all[at - 1];
}
