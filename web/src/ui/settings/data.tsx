/** Where the data is, and how it gets out and in. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Taken } from "../../state/commands/keeping";
import type { Settings } from "../../wire/shapes";
import { common } from "../../words/common";
import { setup } from "../../words/setup";
import { useApp } from "../context";
import { copy } from "../copy";
import { ArchiveField, chooseArchive, importedText } from "../import-file";
import { ButtonSetting, Setting } from "./setting";

/** One of its own: what comes of it is said here, where a dialog is over everything else. */
const FIELD = "import-file-here";

export function Data({ settings }: { settings: Settings }): JSX.Element {
  const { commands } = useApp();
  const [busy, setBusy] = useState(false);
  const [result, setResult] = useState("");
  const [importing, setImporting] = useState(false);
  const [imported, setImported] = useState<Taken | null>(null);
  const takeIn = async (file: File): Promise<void> => {
    setImporting(true);
    setImported(null);
    setImported(await commands.takeIn(file));
    setImporting(false);
  };
  return (
    <>
      <Setting id="dataDir">
        {() => (
          <div class="path-line">
            <code class="path-shown">{settings.dataDir}</code>
            <button
              type="button"
              class="button small"
              onClick={(event) => void copy(settings.dataDir, event.currentTarget)}
            >
              {common().copy}
            </button>
          </div>
        )}
      </Setting>
      <Setting id="backups" />
      <ButtonSetting
        id="exportAll"
        icon="download"
        says={busy ? setup().exporting : setup().titles.exportAll}
        busy={busy}
        press={() => {
          setBusy(true);
          setResult("");
          void commands.saveEverything().then((done) => {
            setBusy(false);
            setResult(done.ok ? setup().archiveSaved : done.detail);
          });
        }}
      />
      <p class="field-note" role="status">
        {result}
      </p>
      <ButtonSetting
        id="importAll"
        icon="up"
        says={importing ? setup().importing : setup().chooseArchive}
        busy={importing}
        press={() => chooseArchive(FIELD)}
      />
      <ArchiveField id={FIELD} take={(file) => void takeIn(file)} />
      <p class="field-note" role="status">
        {imported?.ok && importedText(imported.imported.conversations, imported.imported.skipped)}
      </p>
      {imported?.ok === false && (
        <p class="error-text" role="alert">
          {imported.detail}
        </p>
      )}
      <ButtonSetting
        id="bin"
        icon="trash"
        says={setup().openBin}
        press={() => commands.show({ kind: "bin" })}
      />
    </>
  );
}
