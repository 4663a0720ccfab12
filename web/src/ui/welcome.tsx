/** A chat that has not begun: what works at once, what was found on this computer, and things to try. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { keyOf, workspaceOf } from "../state/app";
import type { Done } from "../state/commands";
import type { Discovery, Found } from "../wire/shapes";
import { common } from "../words/common";
import { start } from "../words/start";
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

/** The assistant's commands are English in every language. */
const builtinExamples = (): readonly Example[] => [
  { icon: "folder", name: start().listFolder, text: "list this folder", inFolder: true },
  { icon: "file", name: start().readFile, text: "read README.md", inFolder: true },
  { icon: "search", name: start().searchFiles, text: "search for TODO", inFolder: true },
  { icon: "terminal", name: start().runCommand, text: "run git status", inFolder: true },
  { icon: "pencil", name: start().writeFile, text: "write notes.txt: call the dentist", inFolder: true },
  { icon: "question", name: start().whatCanYouDo, text: "help" },
];

const modelExamples = (): readonly Example[] => [
  {
    icon: "folder",
    name: start().explainFolder,
    text: start().explainFolderText,
    inFolder: true,
  },
  {
    icon: "search",
    name: start().findSomething,
    text: start().findSomethingText,
    inFolder: true,
  },
  {
    icon: "pencil",
    name: start().writeDraft,
    text: start().writeDraftText,
  },
  {
    icon: "question",
    name: start().explainIdea,
    text: start().explainIdeaText,
  },
];

export function Welcome(): JSX.Element {
  const { store, commands } = useApp();
  const model = useSelect(modelInUse);
  const providers = store.part("providers").value;
  const workspace = useSelect(workspaceOf);
  const builtin = model === BUILTIN;
  const examples = builtin ? builtinExamples() : modelExamples();
  const noneYet =
    providers.value?.providers.every((provider) => provider.kind === "builtin") ??
    providers.status === "failed";
  return (
    <div class="welcome-frame">
      <div class="welcome">
        <Mark class="welcome-mark" />
        <h1>{builtin ? start().builtinReady : start().whatNow}</h1>
        <p class="welcome-lead">{builtin ? start().builtinLead : leadOf(modelLabel(model), workspace)}</p>
        <ul class={builtin ? "examples" : "examples few"} aria-label={start().thingsToTry}>
          {examples.map((example) => (
            <li key={example.name}>
              <button
                type="button"
                class="example"
                onClick={() => {
                  const state = store.now();
                  const texts = examples.map(({ text }) => text);
                  commands.draft(withExample(state.drafts[keyOf(state)] ?? "", example.text, texts));
                  if (example.inFolder && workspace === null) commands.show({ kind: "folder" });
                  else focusComposer();
                }}
              >
                <Icon name={example.icon} />
                <span class="example-name">{example.name}</span>
                <span class="example-text" lang={builtin ? "en" : undefined}>
                  {example.text}
                </span>
              </button>
            </li>
          ))}
        </ul>
        {noneYet && <OnThisComputer />}
      </div>
    </div>
  );
}

/** The draft with an example; what a person wrote stays above it. */
export function withExample(draft: string, example: string, all: readonly string[]): string {
  const written = draft.trimEnd();
  if (written === "" || all.includes(written)) return example;
  return written.endsWith(`\n\n${example}`) ? written : `${written}\n\n${example}`;
}

/** To choose a folder is proposed only where none is chosen. */
export function leadOf(model: string, workspace: string | null): string {
  if (workspace === null) return start().writingTo({ model });
  return start().writingIn({ model, folder: workspace.split(/[\\/]/).filter(Boolean).pop() ?? workspace });
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
