/** The files of a message: pictures to look at, everything else to be saved. */
import type { JSX } from "preact";
import { isNeverSent, sizeText, typeText } from "../domain/attachment";
import type { AttachmentRef } from "../domain/conversation";
import { common } from "../words/common";
import { transcript } from "../words/transcript";
import { useApp } from "./context";
import { Icon } from "./icons";
import { VisibleText } from "./visible";

export function fileAddress({ id, name }: Pick<AttachmentRef, "id" | "name">): string {
  return `/api/attachments/${encodeURIComponent(id)}?name=${encodeURIComponent(name.replace(/\p{Surrogate}/gu, "\ufffd"))}`;
}

interface Props {
  readonly files: readonly AttachmentRef[];
  /** Where files can be taken out. */
  readonly remove?: (file: AttachmentRef) => void;
}

export function Attached({ files, remove }: Props): JSX.Element | null {
  if (files.length === 0) return null;
  const pictures = files.filter((file) => file.kind === "image");
  const others = files.filter((file) => file.kind !== "image");
  return (
    <ul class="attached" aria-label={transcript().attachedFiles}>
      {[...pictures, ...others].map((file) => (
        <li key={file.id} class={file.kind === "image" ? "attached-picture" : "attached-file"}>
          {file.kind === "image" ? (
            <Picture file={file} />
          ) : (
            <FileChip file={file} isHeld={remove !== undefined} />
          )}
          {remove && (
            <button
              type="button"
              class="icon-button small attached-remove"
              aria-label={common().removeName({ name: file.name })}
              title={common().remove}
              onClick={() => remove(file)}
            >
              <Icon name="close" />
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}

function Picture({ file }: { file: AttachmentRef }): JSX.Element {
  const { commands } = useApp();
  return (
    <button
      type="button"
      class="picture"
      aria-label={transcript().showLarge({ name: file.name })}
      title={file.name}
      onClick={() => commands.show({ kind: "picture", file })}
    >
      <img src={fileAddress(file)} alt="" loading="lazy" decoding="async" />
    </button>
  );
}

/** Not shown here but saved: what a file does is up to the program that opens it. */
function FileChip({ file, isHeld }: { file: AttachmentRef; isHeld: boolean }): JSX.Element {
  const { commands } = useApp();
  const notSent = !isHeld && isNeverSent(file);
  return (
    <button
      type="button"
      class="file-chip"
      title={common().saveName({ name: file.name })}
      onClick={() => void commands.saveFile(file.id, file.name)}
    >
      <span class="file-type" aria-hidden="true">
        {typeText(file)}
      </span>
      <span class="visually-hidden">{common().save}</span>
      <span class="file-words">
        <span class="file-name">
          <VisibleText text={file.name} />
        </span>
        <span class="file-size">{sizeText(file.bytes)}</span>
        {notSent && <span class="file-note">{transcript().notSent}</span>}
      </span>
    </button>
  );
}
