/** Adds a server or changes it: a program with its arguments, or an address. Saving starts nothing. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { inOwnWords } from "../../domain/own-words";
import type { Named, ServerInput, ToolServer } from "../../wire/mcp";
import { common } from "../../words/common";
import { servers } from "../../words/servers";
import { useApp } from "../context";
import { Icon } from "../icons";
import { CodeField } from "./fields";
import type { ServerPage } from "./servers";
import { Problem, Segments } from "./setting";

interface Props {
  readonly server: ToolServer | null;
  readonly go: (page: ServerPage) => void;
}

/** A variable or a header. `known`: it has a value, which stays where none is entered. */
interface Line {
  readonly key: number;
  readonly name: string;
  readonly value: string;
  readonly known: boolean;
}

export function ServerForm({ server, go }: Props): JSX.Element {
  const { store, commands } = useApp();
  const taken = new Set((store.part("servers").value.value?.servers ?? []).map(({ name }) => name));
  const [far, setFar] = useState(server !== null && server.url !== null);
  const [name, setName] = useState(server?.name ?? "");
  const [command, setCommand] = useState(server?.command ?? "");
  const [args, setArgs] = useState((server?.args ?? []).join("\n"));
  const [folder, setFolder] = useState(server?.cwd ?? "");
  const [url, setUrl] = useState(server?.url ?? "");
  const [variables, setVariables] = useState(() => linesOf(server?.environment ?? []));
  const [headers, setHeaders] = useState(() => linesOf(server?.headers ?? []));
  const [problem, setProblem] = useState("");
  const [saving, setSaving] = useState(false);
  const again = server === null && taken.has(name.trim());
  const complete = name.trim() !== "" && !again && (far ? url.trim() !== "" : command.trim() !== "");

  const save = async (): Promise<void> => {
    setSaving(true);
    const input: ServerInput = far
      ? { url: url.trim(), headers: valuesOf(headers), type: server?.transport === "sse" ? "sse" : "http" }
      : {
          command: command.trim(),
          args: args.split("\n").filter((line) => line !== ""),
          cwd: folder.trim() || null,
          env: valuesOf(variables),
        };
    const done = await commands.saveServer(name.trim(), input);
    setSaving(false);
    if (done.ok) go({ at: "consent", name: name.trim() });
    else setProblem(done.detail);
  };

  return (
    <form
      class="form"
      onSubmit={(event) => {
        event.preventDefault();
        if (complete && !saving) void save();
      }}
    >
      <h5 class="step-name" tabIndex={-1} data-begin="">
        {server === null ? servers().addTitle : `${servers().change}: ${server.name}`}
      </h5>
      {server === null && (
        <Segments
          name="server-kind"
          ids={{ id: "server-kind", "aria-label": servers().kind }}
          value={far ? "far" : "near"}
          disabled={false}
          choices={[
            ["near", servers().program],
            ["far", servers().address],
          ]}
          choose={(kind) => setFar(kind === "far")}
        />
      )}
      <label class="field">
        <span>{servers().name}</span>
        <input
          type="text"
          spellcheck={false}
          autocomplete="off"
          disabled={server !== null}
          value={name}
          onInput={(event) => setName(event.currentTarget.value)}
        />
        <span class="field-note">{servers().nameNote}</span>
      </label>
      {far ? (
        <CodeField isAddress label={servers().url} value={url} change={setUrl} />
      ) : (
        <>
          <CodeField
            class="mono"
            label={servers().command}
            value={command}
            change={setCommand}
            note={servers().commandNote}
          />
          <label class="field">
            <span>{servers().args}</span>
            <textarea
              class="area mono"
              rows={3}
              dir="ltr"
              spellcheck={false}
              value={args}
              onInput={(event) => setArgs(event.currentTarget.value)}
            />
          </label>
          <CodeField label={servers().folder} value={folder} change={setFolder} />
        </>
      )}
      {far ? (
        <Lines title={servers().headers} add={servers().addHeader} lines={headers} change={setHeaders} />
      ) : (
        <Lines
          title={servers().variables}
          add={servers().addVariable}
          lines={variables}
          change={setVariables}
        />
      )}
      <p class="field-note">{inOwnWords(store.part("servers").value.value?.keychain.detail ?? "")}</p>
      <Problem text={problem} />
      <p class="field-note">{servers().savedNote}</p>
      <div class="dialog-actions">
        <button type="button" class="button" onClick={() => go({ at: "list" })}>
          {common().back}
        </button>
        <span class="space" />
        <button type="submit" class="button primary" disabled={!complete} aria-disabled={saving}>
          {saving ? servers().saving : servers().save}
        </button>
      </div>
    </form>
  );
}

interface LinesProps {
  readonly title: string;
  readonly add: string;
  readonly lines: readonly Line[];
  readonly change: (lines: readonly Line[]) => void;
}

function Lines({ title, add, lines, change }: LinesProps): JSX.Element {
  const set = (key: number, part: Partial<Line>): void =>
    change(lines.map((line) => (line.key === key ? { ...line, ...part } : line)));
  return (
    <fieldset class="field server-given">
      <legend>{title}</legend>
      {lines.map((line) => (
        <div key={line.key} class="server-given-line">
          <input
            type="text"
            dir="ltr"
            class="mono"
            spellcheck={false}
            autocomplete="off"
            aria-label={`${title}: ${servers().variable}`}
            placeholder={servers().variable}
            disabled={line.known}
            value={line.name}
            onInput={(event) => set(line.key, { name: event.currentTarget.value })}
          />
          <input
            type="password"
            dir="ltr"
            autocomplete="off"
            spellcheck={false}
            aria-label={`${line.name || title}: ${servers().value}`}
            placeholder={line.known ? servers().keepValue : servers().value}
            value={line.value}
            onInput={(event) => set(line.key, { value: event.currentTarget.value })}
          />
          <button
            type="button"
            class="icon-button"
            aria-label={servers().removeRow({ name: line.name || servers().thisRow })}
            onClick={() => change(lines.filter(({ key }) => key !== line.key))}
          >
            <Icon name="trash" />
          </button>
        </div>
      ))}
      <button
        type="button"
        class="button small"
        onClick={() => change([...lines, { key: nextKey(lines), name: "", value: "", known: false }])}
      >
        <Icon name="plus" /> {add}
      </button>
    </fieldset>
  );
}

function linesOf(names: readonly Named[]): readonly Line[] {
  return names.map(({ name, set }, key) => ({ key, name, value: "", known: set }));
}

function nextKey(lines: readonly Line[]): number {
  return Math.max(-1, ...lines.map(({ key }) => key)) + 1;
}

/** null is what stays as it was. */
function valuesOf(lines: readonly Line[]): Record<string, string | null> {
  return Object.fromEntries(
    lines
      .filter(({ name }) => name.trim() !== "")
      .map(({ name, value, known }) => [name.trim(), value === "" && known ? null : value]),
  );
}
