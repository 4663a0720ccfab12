/** Where the data is, and how it gets out and in. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Settings } from "../../wire/shapes";
import { common } from "../../words/common";
import { setup } from "../../words/setup";
import { useApp } from "../context";
import { copy } from "../copy";
import { Icon } from "../icons";
import { chooseArchive } from "../import-file";
import { Setting } from "./setting";

export function Data({ settings }: { settings: Settings }): JSX.Element {
  const { commands } = useApp();
  const [busy, setBusy] = useState(false);
  const [result, setResult] = useState("");
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
      <Setting id="exportAll" side>
        {(ids) => (
          <button
            type="button"
            class="button"
            aria-describedby={ids["aria-describedby"]}
            aria-disabled={busy}
            onClick={() => {
              if (busy) return;
              setBusy(true);
              setResult("");
              void commands.saveEverything().then((done) => {
                setBusy(false);
                setResult(done.ok ? setup().archiveSaved : done.detail);
              });
            }}
          >
            <Icon name="download" /> {busy ? setup().exporting : setup().titles.exportAll}
          </button>
        )}
      </Setting>
      <p class="field-note" role="status">
        {result}
      </p>
      <Setting id="importAll" side>
        {(ids) => (
          <button
            type="button"
            class="button"
            aria-describedby={ids["aria-describedby"]}
            onClick={() => chooseArchive()}
          >
            <Icon name="up" /> {setup().chooseArchive}
          </button>
        )}
      </Setting>
      <Setting id="bin" side>
        {(ids) => (
          <button
            type="button"
            class="button"
            aria-describedby={ids["aria-describedby"]}
            onClick={() => commands.show({ kind: "bin" })}
          >
            <Icon name="trash" /> {setup().openBin}
          </button>
        )}
      </Setting>
    </>
  );
}
