/** What a person sets for one chat: instructions that go before everything, and how the model is to answer. */
import type { JSX } from "preact";
import { useId, useState } from "preact/hooks";
import { type Fields, fieldsOf, parametersFrom, THINKING_LEVELS } from "../domain/parameters";
import { parametersOf, systemOf } from "./chat-chip";
import { useApp, useSelect } from "./context";
import { Dialog } from "./dialog";
import { isImeKey } from "./keys";

const MOST_CHARACTERS = 100_000;
const UNSET = "As the model does";
const LEVELS: Readonly<Record<(typeof THINKING_LEVELS)[number], string>> = {
  off: "Off",
  low: "A little",
  medium: "Some",
  high: "A lot",
};

export function ChatDialog(): JSX.Element {
  const { store, commands } = useApp();
  const [system, setSystem] = useState(systemOf(store.now()) ?? "");
  const [fields, setFields] = useState(() => fieldsOf(parametersOf(store.now())));
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  const isNew = useSelect((state) => state.open === null);
  const read = parametersFrom(fields);
  const tooLong = system.length > MOST_CHARACTERS;
  const wrong = typeof read === "string" ? read : problem;
  const isSet = system.trim() !== "" || Object.values(fields).some((value) => value !== "");
  const change = (one: Partial<Fields>): void => setFields({ ...fields, ...one });

  const save = async (): Promise<void> => {
    if (typeof read === "string" || tooLong) return;
    setBusy(true);
    const done = await commands.changeChat({
      system: system.trim() === "" ? null : system,
      parameters: read,
    });
    setBusy(false);
    if (done.ok) commands.closeDialog();
    else setProblem(done.detail);
  };

  return (
    <Dialog title={isNew ? "The new chat" : "This chat"} wide>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
        onKeyDown={(event) => {
          if (event.key === "Enter" && isImeKey(event)) event.preventDefault();
        }}
      >
        <Labelled
          name="Instructions"
          wrong={tooLong}
          note={
            tooLong
              ? `${system.length.toLocaleString()} characters; ${MOST_CHARACTERS.toLocaleString()} can be kept.`
              : "Sent to the model before everything else in this chat."
          }
        >
          {(ids) => (
            <textarea
              {...ids}
              class="area"
              rows={5}
              dir="auto"
              autofocus
              value={system}
              placeholder="For example: Answer in short sentences. I am a beginner with plants."
              onInput={(event) => setSystem(event.currentTarget.value)}
            />
          )}
        </Labelled>
        <div class="field-pair">
          <Labelled name="Temperature" note="0 is the most predictable, 2 the most varied">
            {(ids) => (
              <input
                {...ids}
                type="text"
                inputMode="decimal"
                autocomplete="off"
                placeholder={UNSET}
                value={fields.temperature}
                onInput={(event) => change({ temperature: event.currentTarget.value })}
              />
            )}
          </Labelled>
          <Labelled name="Longest answer" note="In tokens; a word is about one and a half">
            {(ids) => (
              <input
                {...ids}
                type="text"
                inputMode="numeric"
                autocomplete="off"
                placeholder={UNSET}
                value={fields.maxTokens}
                onInput={(event) => change({ maxTokens: event.currentTarget.value })}
              />
            )}
          </Labelled>
          <Labelled name="Thinking" note="More takes longer and costs more">
            {(ids) => (
              <select
                {...ids}
                value={fields.thinking}
                onChange={(event) => change({ thinking: event.currentTarget.value })}
              >
                <option value="">{UNSET}</option>
                {THINKING_LEVELS.map((level) => (
                  <option key={level} value={level}>
                    {LEVELS[level]}
                  </option>
                ))}
              </select>
            )}
          </Labelled>
          <Labelled name="Top P" note="0 to 1; leave it when you set the temperature">
            {(ids) => (
              <input
                {...ids}
                type="text"
                inputMode="decimal"
                autocomplete="off"
                placeholder={UNSET}
                value={fields.topP}
                onInput={(event) => change({ topP: event.currentTarget.value })}
              />
            )}
          </Labelled>
        </div>
        <p class="field-note">What a model does not take is left out, and the answer says so.</p>
        {wrong && (
          <p class="error-text" role="alert">
            {wrong}
          </p>
        )}
        <div class="dialog-actions">
          <button
            type="button"
            class="quiet"
            disabled={!isSet}
            onClick={() => {
              setSystem("");
              setFields(fieldsOf({}));
            }}
          >
            Reset
          </button>
          <span class="space" />
          <button type="button" class="button" onClick={() => commands.closeDialog()}>
            Cancel
          </button>
          <button type="submit" class="button primary" disabled={busy || tooLong || typeof read === "string"}>
            Save
          </button>
        </div>
      </form>
    </Dialog>
  );
}

interface LabelledProps {
  readonly name: string;
  readonly note: string;
  readonly wrong?: boolean;
  readonly children: (ids: { readonly id: string; readonly "aria-describedby": string }) => JSX.Element;
}

/** A field with its name, and a note that is read after it. */
function Labelled({ name, note, wrong, children }: LabelledProps): JSX.Element {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{name}</label>
      {children({ id, "aria-describedby": `${id}-note` })}
      <span id={`${id}-note`} class={wrong ? "field-note error-text" : "field-note"}>
        {note}
      </span>
    </div>
  );
}
