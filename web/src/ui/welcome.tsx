/** A chat that has not begun: what works at once, what was found on this computer, and things to try. */
import type { JSX } from "preact";
import { keyOf, workspaceOf } from "../state/app";
import { start } from "../words/start";
import { useApp, useSelect } from "./context";
import { Icon, type IconName, Mark } from "./icons";
import { lazy } from "./lazy";
import { BUILTIN, modelInUse, modelLabel } from "./model-picker";
import { focusComposer } from "./sidebar";

const OnThisComputer = lazy(async () => (await import("./found")).OnThisComputer);

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
