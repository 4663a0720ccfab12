/** The fields by which an archive is chosen, and what is said of it then. A field stays in the page: WebKitGTK tells nothing of one that is not in it. */
import type { JSX } from "preact";
import { list } from "../words/list";
import { useApp } from "./context";

const ID = "import-file";

interface FieldProps {
  readonly id: string;
  readonly take: (file: File) => void;
}

export function ImportFile(): JSX.Element {
  const { commands } = useApp();
  return <ArchiveField id={ID} take={(file) => void commands.importArchive(file)} />;
}

export function ArchiveField({ id, take }: FieldProps): JSX.Element {
  return (
    <input
      id={id}
      type="file"
      accept=".zip,application/zip"
      hidden
      aria-label={list().archiveToImport}
      onChange={(event) => {
        const field = event.currentTarget;
        const file = field.files?.[0];
        field.value = ""; // the same file may be chosen again
        if (file) take(file);
      }}
    />
  );
}

export function chooseArchive(id: string = ID): void {
  document.getElementById(id)?.click();
}

export function importedText(conversations: number, skipped: number): string {
  if (conversations === 0) return list().nothingNew;
  const imported = list().imported({ count: conversations });
  return skipped === 0 ? imported : `${imported} ${list().skipped({ count: skipped })}`;
}
