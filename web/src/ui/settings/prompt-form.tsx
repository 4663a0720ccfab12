/** Makes a saved prompt, or changes one. */
import type { JSX } from "preact";
import { useId, useRef, useState } from "preact/hooks";
import { PROMPT_NAME } from "../../domain/slash";
import type { Prompt } from "../../wire/shapes";
import { common } from "../../words/common";
import { prompting } from "../../words/prompting";
import { useApp } from "../context";
import { LeftUnsaved, useKeptForm } from "../kept-form";
import { useBegin } from "../use-begin";
import { Problem } from "./setting";

const MOST_CHARACTERS = 100_000;

interface Props {
  readonly prompt: Prompt | null;
  readonly others: readonly Prompt[];
  /** To the list, at the prompt of this name. */
  readonly back: (name: string | null) => void;
}

export function PromptForm({ prompt, others, back }: Props): JSX.Element {
  const { commands } = useApp();
  const { fields, change, discard, wasLeft } = useKeptForm(`prompt/${prompt?.name ?? ""}`, () => ({
    name: prompt?.name ?? "",
    text: prompt?.text ?? "",
  }));
  const { name, text } = fields;
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  const first = useRef<HTMLInputElement>(null);
  const id = useId();
  useBegin(() => first.current);
  const typed = name.trim().replace(/^\//, "");
  const wrong =
    typed !== "" && !PROMPT_NAME.test(typed)
      ? prompting().nameWrong
      : others.some(
            (known) =>
              known.name !== prompt?.name && known.name.toLocaleLowerCase() === typed.toLocaleLowerCase(),
          )
        ? prompting().nameTaken
        : "";
  const complete = typed !== "" && wrong === "" && text.trim() !== "" && text.length <= MOST_CHARACTERS;

  const save = async (): Promise<void> => {
    setBusy(true);
    const done = await commands.savePrompt(prompt?.name ?? null, { name: typed, text });
    setBusy(false);
    if (!done.ok) {
      setProblem(done.detail);
      return;
    }
    discard();
    commands.say(prompting().saved({ name: typed }));
    back(typed);
  };

  return (
    <form
      class="form"
      onSubmit={(event) => {
        event.preventDefault();
        if (complete && !busy) void save();
      }}
    >
      <h5 class="step-name">
        {prompt === null ? prompting().newPrompt : prompting().changing({ name: prompt.name })}
      </h5>
      <LeftUnsaved wasLeft={wasLeft} discard={discard} />
      <div class="field">
        <label for={`${id}-name`}>{prompting().name}</label>
        <input
          id={`${id}-name`}
          ref={first}
          type="text"
          dir="auto"
          spellcheck={false}
          autocomplete="off"
          aria-describedby={`${id}-name-note`}
          aria-invalid={wrong !== ""}
          value={name}
          onInput={(event) => change({ name: event.currentTarget.value })}
        />
        <span id={`${id}-name-note`} class={wrong ? "field-note error-text" : "field-note"}>
          {wrong || prompting().nameNote}
        </span>
      </div>
      <div class="field">
        <label for={`${id}-text`}>{prompting().text}</label>
        <textarea
          id={`${id}-text`}
          class="area"
          rows={8}
          dir="auto"
          aria-describedby={`${id}-text-note`}
          placeholder={prompting().textExample}
          value={text}
          onInput={(event) => change({ text: event.currentTarget.value })}
        />
        <span id={`${id}-text-note`} class="field-note">
          {prompting().textNote}
        </span>
      </div>
      <Problem text={problem} />
      <div class="dialog-actions">
        <button type="button" class="button" onClick={() => back(prompt?.name ?? null)}>
          {common().back}
        </button>
        <span class="space" />
        <button type="submit" class="button primary" disabled={!complete} aria-disabled={busy}>
          {common().save}
        </button>
      </div>
    </form>
  );
}
