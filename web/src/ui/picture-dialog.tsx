/** An attached picture, large. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { AttachmentRef } from "../domain/conversation";
import { fileAddress } from "./attached";
import { Dialog } from "./dialog";
import { Icon } from "./icons";

export function PictureDialog({ file }: { file: Pick<AttachmentRef, "id" | "name"> }): JSX.Element {
  const [broken, setBroken] = useState(false);
  return (
    <Dialog title={file.name} look="picture-dialog">
      {broken ? (
        <p>This picture cannot be shown. It can be saved and opened with another program.</p>
      ) : (
        <img class="picture-large" src={fileAddress(file)} alt={file.name} onError={() => setBroken(true)} />
      )}
      <div class="dialog-actions">
        <a class="button" href={fileAddress(file)} download={file.name}>
          <Icon name="download" /> Save
        </a>
      </div>
    </Dialog>
  );
}
