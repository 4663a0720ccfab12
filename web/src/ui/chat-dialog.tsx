/** What a person sets for one chat: instructions that go before everything, and how the model is to answer. */
import type { JSX } from "preact";
import { useId, useRef, useState } from "preact/hooks";
import { fieldsOf, parametersFrom, THINKING_LEVELS } from "../domain/parameters";
import { keyOf } from "../state/app";
import { common } from "../words/common";
import { tuning } from "../words/tuning";
import { writing } from "../words/writing";
import { Brought } from "./brought";
import { parametersOf, systemOf } from "./chat-chip";
import { useApp, useSelect } from "./context";
import { Dialog } from "./dialog";
import { focusOnce } from "./focus";
import { LeftUnsaved, useKeptForm } from "./kept-form";
import { isImeKey } from "./keys";
import { useBegin } from "./use-begin";

const MOST_CHARACTERS = 100_000;

export function ChatDialog(): JSX.Element {
  const isNew = useSelect((state) => state.open === null);
  const isKnown = useSelect(({ open }) => open === null || open.conversation !== null);
  return (
    <Dialog title={isNew ? tuning().newChat : tuning().thisChat} wide>
      {isKnown ? <ChatForm /> : <NotLoaded />}
    </Dialog>
  );
}

/** What is set is not known yet, so nothing can be set: an empty form would take it away. */
function NotLoaded(): JSX.Element {
  const { commands } = useApp();
  const failure = useSelect((state) => state.open?.failure ?? null);
  if (failure === null)
    return (
      <p class="dialog-lead" role="status">
        {common().loading}
      </p>
    );
  return (
    <>
      <p class="error-text" role="alert">
        {failure}
      </p>
      <div class="dialog-actions">
        <button
          type="button"
          class="button primary"
          autofocus
          ref={focusOnce} // also when the next try has failed
          onClick={() => commands.retryOpen()}
        >
          {common().tryAgain}
        </button>
      </div>
    </>
  );
}

function ChatForm(): JSX.Element {
  const { store, commands } = useApp();
  const kept = useKeptForm(`chat/${keyOf(store.now())}`, () => ({
    system: systemOf(store.now()) ?? "",
    ...fieldsOf(parametersOf(store.now())),
  }));
  const { system, ...fields } = kept.fields;
  const { change } = kept;
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  const read = parametersFrom(fields);
  const tooLong = system.length > MOST_CHARACTERS;
  const wrong = typeof read === "string" ? read : problem;
  const isSet = system.trim() !== "" || Object.values(fields).some((value) => value !== "");

  const leave = (): void => {
    kept.discard();
    commands.closeDialog();
  };
  const save = async (): Promise<void> => {
    if (busy || typeof read === "string" || tooLong) return;
    setBusy(true);
    const done = await commands.changeChat({
      system: system.trim() === "" ? null : system,
      parameters: read,
    });
    setBusy(false);
    if (done.ok) leave();
    else setProblem(done.detail);
  };

  const form = useRef<HTMLFormElement>(null);
  useBegin(() => form.current?.querySelector("textarea")); // also where it came after the dialog

  const numberIn = (
    name: "temperature" | "maxTokens" | "topP",
    inputMode: "decimal" | "numeric",
    ids: Ids,
  ) => (
    <input
      {...ids}
      type="text"
      inputMode={inputMode}
      autocomplete="off"
      placeholder={tuning().asTheModel}
      value={fields[name]}
      onInput={(event) => change({ [name]: event.currentTarget.value })}
    />
  );

  return (
    <form
      ref={form}
      class="form"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
      onKeyDown={(event) => {
        if (event.key === "Enter" && isImeKey(event)) event.preventDefault();
      }}
    >
      <LeftUnsaved wasLeft={kept.wasLeft} discard={kept.discard} />
      <Labelled
        name={writing().instructions}
        wrong={tooLong}
        note={
          tooLong
            ? tuning().instructionsTooLong({ length: system.length, most: MOST_CHARACTERS })
            : tuning().instructionsNote
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
            placeholder={tuning().instructionsExample}
            onInput={(event) => change({ system: event.currentTarget.value })}
          />
        )}
      </Labelled>
      <div class="field-pair">
        <Labelled name={tuning().temperature} note={tuning().temperatureNote}>
          {(ids) => numberIn("temperature", "decimal", ids)}
        </Labelled>
        <Labelled name={tuning().longest} note={tuning().longestNote}>
          {(ids) => numberIn("maxTokens", "numeric", ids)}
        </Labelled>
        <Labelled name={tuning().thinking} note={tuning().thinkingNote}>
          {(ids) => (
            <select
              {...ids}
              value={fields.thinking}
              onChange={(event) => change({ thinking: event.currentTarget.value })}
            >
              <option value="">{tuning().asTheModel}</option>
              {THINKING_LEVELS.map((level) => (
                <option key={level} value={level}>
                  {tuning().thinkingLevels[level]}
                </option>
              ))}
            </select>
          )}
        </Labelled>
        <Labelled name={tuning().topP} note={tuning().topPNote}>
          {(ids) => numberIn("topP", "decimal", ids)}
        </Labelled>
      </div>
      <p class="field-note">{tuning().notTakenNote}</p>
      <Brought />
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
          onClick={() => change({ system: "", ...fieldsOf({}) })}
        >
          {common().reset}
        </button>
        <span class="space" />
        <button type="button" class="button" onClick={leave}>
          {common().cancel}
        </button>
        <button
          type="submit"
          class="button primary"
          disabled={tooLong || typeof read === "string"}
          aria-disabled={busy} // it keeps the keyboard, also where it cannot be saved
        >
          {common().save}
        </button>
      </div>
    </form>
  );
}

interface Ids {
  readonly id: string;
  readonly "aria-describedby": string;
}

interface LabelledProps {
  readonly name: string;
  readonly note: string;
  readonly wrong?: boolean;
  readonly children: (ids: Ids) => JSX.Element;
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
