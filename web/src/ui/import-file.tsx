/** The field by which an archive is chosen. It stays in the page: WebKitGTK tells nothing of one that is not in it. */
import type { JSX } from "preact";
import { list } from "../words/list";
import { useApp } from "./context";

const ID = "import-file";

export function ImportFile(): JSX.Element {
  const { commands } = useApp();
  return (
    <input
      id={ID}
      type="file"
      accept=".zip,application/zip"
      hidden
      aria-label={list().archiveToImport}
      onChange={(event) => {
        const field = event.currentTarget;
        const file = field.files?.[0];
        field.value = ""; // the same file may be chosen again
        if (file) void commands.importArchive(file);
      }}
    />
  );
}

export function chooseArchive(): void {
  document.getElementById(ID)?.click();
}
