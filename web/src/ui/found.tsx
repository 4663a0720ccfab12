/** Models that were found on this computer, while none but the built-in assistant is set up. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Done } from "../state/commands";
import type { Discovery, Found } from "../wire/shapes";
import { common } from "../words/common";
import { start } from "../words/start";
import { useApp } from "./context";
import { Icon } from "./icons";
import { providerLabel } from "./kinds";
import "./styles/found.css";

export function OnThisComputer(): JSX.Element {
  const { store, commands } = useApp();
  const discovery = store.part("discovery").value;
  useEffect(() => {
    if (discovery.status === "idle") void commands.discover();
  }, []);
  const value = discovery.value;
  const looking = discovery.status === "loading" || discovery.status === "idle";
  return (
    <section class="found" aria-label={start().languageModels}>
      <header class="found-head">
        <h2>{start().languageModels}</h2>
        <button type="button" class="quiet" disabled={looking} onClick={() => void commands.discover()}>
          <Icon name="retry" /> {looking ? start().looking : start().lookAgain}
        </button>
      </header>
      {discovery.status === "failed" && <p class="error-text">{discovery.detail}</p>}
      {looking && value === undefined && <p class="found-note">{start().lookingHere}</p>}
      {value && <FoundList value={value} />}
      <div class="found-foot">
        <button type="button" class="button" onClick={() => commands.show({ kind: "providers", add: true })}>
          <Icon name="plus" /> {common().addProvider}
        </button>
        {value && <Looked value={value} />}
      </div>
    </section>
  );
}

function FoundList({ value }: { value: Discovery }): JSX.Element {
  if (value.found.length === 0) {
    return <p class="found-note">{start().noneFound}</p>;
  }
  return (
    <ul class="found-list">
      {value.found.map((found) => (
        <FoundItem
          key={`${found.kind} ${found.name} ${found.baseUrl ?? found.variable ?? ""}`}
          found={found}
        />
      ))}
    </ul>
  );
}

function FoundItem({ found }: { found: Found }): JSX.Element {
  const { commands } = useApp();
  const [done, setDone] = useState<Done | "underway" | null>(null);
  const label = found.title ?? providerLabel(found.name, found.kind);
  const models = found.models.length;
  const failed = done !== null && done !== "underway" && !done.ok ? done.detail : null;
  return (
    <li class="found-item">
      <Icon name={found.how === "port" ? "server" : "key"} />
      <div class="found-words">
        <strong>{label}</strong>
        <span>
          {found.how === "port"
            ? start().runningAt({ address: found.baseUrl ?? start().thisComputer })
            : start().keyIn({ where: found.variable ?? start().theEnvironment })}
          {models > 0
            ? ` · ${models === 1 ? found.models[0] : start().countOfModels({ count: models })}`
            : ""}
        </span>
        {failed && (
          <span class="error-text" role="alert">
            {failed}
          </span>
        )}
      </div>
      <button
        type="button"
        class="button primary"
        disabled={done === "underway"}
        aria-label={start().useName({ name: label })}
        onClick={() => {
          setDone("underway");
          void commands.use(found).then(setDone);
        }}
      >
        {done === "underway" ? start().settingUp : start().use}
      </button>
    </li>
  );
}

function Looked({ value }: { value: Discovery }): JSX.Element {
  return (
    <details class="looked">
      <summary>
        {start().lookedFor} <Icon name="chevron" />
      </summary>
      <p>{start().onlyHere}</p>
      <ul>
        {value.looked.map((place) => (
          <li key={`${place.name} ${place.where}`}>
            {place.name} <code>{place.where}</code>
          </li>
        ))}
      </ul>
    </details>
  );
}
