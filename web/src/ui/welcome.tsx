/** A chat that has not begun: what works at once, what was found on this computer, and things to try. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { workspaceOf } from "../state/app";
import type { Done } from "../state/commands";
import type { Discovery, Found } from "../wire/shapes";
import { useApp, useSelect } from "./context";
import { Icon, type IconName, Mark } from "./icons";
import { providerLabel } from "./kinds";
import { BUILTIN, modelInUse, modelLabel } from "./model-picker";
import { focusComposer } from "./sidebar";

interface Example {
  readonly icon: IconName;
  readonly name: string;
  readonly text: string;
  /** It works in a folder, so one is asked for first where none is chosen. */
  readonly inFolder?: true;
}

const BUILTIN_EXAMPLES: readonly Example[] = [
  { icon: "folder", name: "List this folder", text: "list this folder", inFolder: true },
  { icon: "file", name: "Read a file", text: "read README.md", inFolder: true },
  { icon: "search", name: "Search in files", text: "search for TODO", inFolder: true },
  { icon: "terminal", name: "Run a command", text: "run git status", inFolder: true },
  { icon: "pencil", name: "Write a file", text: "write notes.txt: call the dentist", inFolder: true },
  { icon: "question", name: "What can you do?", text: "help" },
];

const MODEL_EXAMPLES: readonly Example[] = [
  {
    icon: "folder",
    name: "Explain this folder",
    text: "Look through this folder and explain what is in it.",
    inFolder: true,
  },
  {
    icon: "search",
    name: "Find something",
    text: "Find where in this folder the settings are read, and show me the lines.",
    inFolder: true,
  },
  {
    icon: "pencil",
    name: "Write a draft",
    text: "Draft a short, friendly e-mail that moves our meeting to Thursday.",
  },
  {
    icon: "question",
    name: "Explain an idea",
    text: "Explain how public-key encryption works, with an everyday example.",
  },
];

export function Welcome(): JSX.Element {
  const { store, commands } = useApp();
  const model = useSelect(modelInUse);
  const providers = store.part("providers").value;
  const workspace = useSelect(workspaceOf);
  const builtin = model === BUILTIN;
  const noneYet =
    providers.value?.providers.every((provider) => provider.kind === "builtin") ??
    providers.status === "failed";
  return (
    <div class="welcome-frame">
      <div class="welcome">
        <Mark class="welcome-mark" />
        <h1>{builtin ? "The built-in assistant is ready" : "What shall we work on?"}</h1>
        <p class="welcome-lead">
          {builtin
            ? "It needs no model and no network. It is not a language model: it follows plain commands to look through a folder you choose, and asks before it changes or runs anything."
            : `You are writing to ${modelLabel(model)}. Choose a folder if it should work with files.`}
        </p>
        <ul class={builtin ? "examples" : "examples few"} aria-label="Things to try">
          {(builtin ? BUILTIN_EXAMPLES : MODEL_EXAMPLES).map((example) => (
            <li key={example.name}>
              <button
                type="button"
                class="example"
                onClick={() => {
                  commands.draft(example.text);
                  if (example.inFolder && workspace === null) commands.show({ kind: "folder" });
                  else focusComposer();
                }}
              >
                <Icon name={example.icon} />
                <span class="example-name">{example.name}</span>
                <span class="example-text">{example.text}</span>
              </button>
            </li>
          ))}
        </ul>
        {noneYet && <OnThisComputer />}
      </div>
    </div>
  );
}

function OnThisComputer(): JSX.Element {
  const { store, commands } = useApp();
  const discovery = store.part("discovery").value;
  useEffect(() => {
    if (discovery.status === "idle") void commands.discover();
  }, []);
  const value = discovery.value;
  const looking = discovery.status === "loading" || discovery.status === "idle";
  return (
    <section class="found" aria-label="Language models">
      <header class="found-head">
        <h2>Language models</h2>
        <button type="button" class="quiet" disabled={looking} onClick={() => void commands.discover()}>
          <Icon name="retry" /> {looking ? "Looking…" : "Look again"}
        </button>
      </header>
      {discovery.status === "failed" && <p class="error-text">{discovery.detail}</p>}
      {looking && value === undefined && <p class="found-note">Looking for models on this computer…</p>}
      {value && <FoundList value={value} />}
      <div class="found-foot">
        <button type="button" class="button" onClick={() => commands.show({ kind: "providers", add: true })}>
          <Icon name="plus" /> Add a provider
        </button>
        {value && <Looked value={value} />}
      </div>
    </section>
  );
}

function FoundList({ value }: { value: Discovery }): JSX.Element {
  if (value.found.length === 0) {
    return (
      <p class="found-note">
        No model server runs on this computer, and no API key is set in the environment. You can start one,
        such as Ollama, and look again, or add a provider with your own key.
      </p>
    );
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
            ? `Running at ${found.baseUrl ?? "this computer"}`
            : `Key in ${found.variable ?? "the environment"}`}
          {models > 0 ? ` · ${models === 1 ? found.models[0] : `${models} models`}` : ""}
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
        aria-label={`Use ${label}`}
        onClick={() => {
          setDone("underway");
          void commands.use(found).then(setDone);
        }}
      >
        {done === "underway" ? "Setting up…" : "Use"}
      </button>
    </li>
  );
}

function Looked({ value }: { value: Discovery }): JSX.Element {
  return (
    <details class="looked">
      <summary>
        What was looked for <Icon name="chevron" />
      </summary>
      <p>Only on this computer; nothing was sent anywhere.</p>
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
