/** Saved prompts, made, changed and taken from files; and the person's own skills. */
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { inOwnWords } from "../../domain/own-words";
import { nameFromFile, PROMPT_NAME } from "../../domain/slash";
import type { Brought, Prompt } from "../../wire/shapes";
import { common } from "../../words/common";
import { prompting } from "../../words/prompting";
import { useApp } from "../context";
import { Icon } from "../icons";
import { VisibleText } from "../visible";
import { PromptForm } from "./prompt-form";
import { Problem, Setting } from "./setting";

const MOST_FILES = 200;
const MOST_BYTES = 400_000;

export function Prompts(): JSX.Element {
  return (
    <>
      <Setting id="prompts">{() => <SavedPrompts />}</Setting>
      <Setting id="skills">{() => <Skills />}</Setting>
    </>
  );
}

/** What is open: nothing, a new one, or the one of this name. */
type Editing = null | { readonly prompt: Prompt | null };

function SavedPrompts(): JSX.Element {
  const { store, commands } = useApp();
  const { value, ...loaded } = store.part("prompts").value;
  const [editing, setEditing] = useState<Editing>(null);
  const [problem, setProblem] = useState("");
  const [told, setTold] = useState("");
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => void commands.loadPrompts(), []);
  const prompts = value?.prompts ?? [];

  const focusOn = (selector: string): void => {
    requestAnimationFrame(() => place.current?.querySelector<HTMLElement>(selector)?.focus());
  };
  const back = (name: string | null): void => {
    setEditing(null);
    focusOn(name === null ? "[data-add]" : `[data-change="${CSS.escape(name)}"]`);
  };
  const remove = async (prompt: Prompt, at: number): Promise<void> => {
    const done = await commands.removePrompt(prompt.name);
    setProblem(done.ok ? "" : done.detail);
    if (done.ok) commands.say(prompting().removed({ name: prompt.name }));
    const next = prompts[at + 1] ?? prompts[at - 1];
    focusOn(next === undefined ? "[data-add]" : `[data-change="${CSS.escape(next.name)}"]`);
  };
  const importFrom = async (files: readonly File[]): Promise<void> => {
    const left: string[] = [];
    let count = 0;
    for (const file of files.slice(0, MOST_FILES)) {
      const name = nameFromFile(file.name);
      const isFree = !prompts.some((known) => known.name.toLocaleLowerCase() === name.toLocaleLowerCase());
      const text = file.size <= MOST_BYTES ? await file.text() : "";
      const done =
        isFree && PROMPT_NAME.test(name) && text.trim() !== ""
          ? await commands.savePrompt(null, { name, text })
          : { ok: false };
      if (done.ok) count += 1;
      else left.push(file.name);
    }
    setTold(prompting().imported({ count }));
    setProblem(left.length === 0 ? "" : prompting().importedNot({ names: left.join(", ") }));
  };

  if (editing !== null) return <PromptForm prompt={editing.prompt} others={prompts} back={back} />;
  return (
    <div ref={place} class="prompts">
      {value?.notice && <Problem text={inOwnWords(value.notice)} />}
      <Problem text={problem || (loaded.status === "failed" ? loaded.detail : "")} />
      {value === undefined && loaded.status !== "failed" && <p class="field-note">{common().reading}</p>}
      {value !== undefined && prompts.length === 0 && <p class="grants-none">{prompting().none}</p>}
      {prompts.length > 0 && (
        <ul aria-label={prompting().list}>
          {prompts.map((prompt, at) => (
            <li key={prompt.name} class="grant">
              <Icon name="message" />
              <div class="grant-words">
                <strong>
                  /<VisibleText text={prompt.name} />
                </strong>
                <span class="prompt-text">
                  <VisibleText text={firstLine(prompt.text)} />
                </span>
              </div>
              <button
                type="button"
                class="button small"
                data-change={prompt.name}
                aria-label={prompting().changing({ name: prompt.name })}
                onClick={() => setEditing({ prompt })}
              >
                {prompting().change}
              </button>
              <button
                type="button"
                class="icon-button small"
                aria-label={prompting().removeName({ name: prompt.name })}
                title={prompting().remove}
                onClick={() => void remove(prompt, at)}
              >
                <Icon name="trash" />
              </button>
            </li>
          ))}
        </ul>
      )}
      {value !== undefined && (
        <div class="prompts-add">
          <button type="button" class="button small" data-add="" onClick={() => setEditing({ prompt: null })}>
            <Icon name="plus" /> {prompting().add}
          </button>
          <ImportFiles take={(files) => void importFrom(files)} />
        </div>
      )}
      <p class="field-note" role="status">
        {told}
      </p>
    </div>
  );
}

/** The field for files stays in the page: a webview forgets one that is not (WebKitGTK). */
function ImportFiles({ take }: { take: (files: readonly File[]) => void }): JSX.Element {
  const field = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" class="button small" onClick={() => field.current?.click()}>
        <Icon name="file" /> {prompting().importFiles}
      </button>
      <input
        ref={field}
        class="visually-hidden"
        type="file"
        accept=".md,.markdown,.txt"
        multiple
        tabIndex={-1}
        aria-hidden="true"
        onChange={(event) => {
          const chosen = Array.from(event.currentTarget.files ?? []);
          event.currentTarget.value = ""; // the same file can be chosen again
          take(chosen);
        }}
      />
    </>
  );
}

function Skills(): JSX.Element {
  const { commands } = useApp();
  const [found, setFound] = useState<Brought | null>(null);
  const [problem, setProblem] = useState("");
  useEffect(() => {
    commands.brought([]).then(setFound, (error: Error) => setProblem(error.message));
  }, []);
  if (found === null)
    return problem ? <Problem text={problem} /> : <p class="field-note">{common().reading}</p>;
  return (
    <div class="prompts">
      {found.skills.length > 0 && (
        <ul aria-label={prompting().skills}>
          {found.skills.map((skill) => (
            <li key={skill.name} class="grant">
              <Icon name="list" />
              <div class="grant-words">
                <strong>{skill.name}</strong>
                <span class="grant-where">
                  <VisibleText text={skill.description} />
                </span>
              </div>
            </li>
          ))}
        </ul>
      )}
      <p class="field-note">
        {found.skills.length === 0 ? prompting().skillsNone : prompting().skillsHere}{" "}
        <code>
          <VisibleText text={found.skillsFolder} />
        </code>
      </p>
    </div>
  );
}

function firstLine(text: string): string {
  return text.trim().split("\n", 1)[0] ?? "";
}
