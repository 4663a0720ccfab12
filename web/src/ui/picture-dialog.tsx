/** An attached picture, large. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { AttachmentRef } from "../domain/conversation";
import { common } from "../words/common";
import { transcript } from "../words/transcript";
import { fileAddress } from "./attached";
import { useApp } from "./context";
import { Dialog } from "./dialog";
import { Icon } from "./icons";

export function PictureDialog({ file }: { file: Pick<AttachmentRef, "id" | "name"> }): JSX.Element {
  const { commands } = useApp();
  const [broken, setBroken] = useState(false);
  return (
    <Dialog title={file.name} look="picture-dialog">
      {broken ? (
        <p>{transcript().pictureNotShown}</p>
      ) : (
        <img class="picture-large" src={fileAddress(file)} alt={file.name} onError={() => setBroken(true)} />
      )}
      <div class="dialog-actions">
        <button
          type="button"
          class="button"
          onClick={() => {
            commands.closeDialog();
            void commands.saveFile(file.id, file.name);
          }}
        >
          <Icon name="download" /> {common().save}
        </button>
      </div>
    </Dialog>
  );
}
