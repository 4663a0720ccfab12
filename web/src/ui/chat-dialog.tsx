/** What a person sets for one chat: instructions that go before everything, and how the model is to answer. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Parameters } from "../domain/conversation";
import { parametersOf, systemOf } from "./chat-chip";
import { useApp, useSelect } from "./context";
import { Dialog } from "./dialog";
import { isImeKey } from "./keys";

const MOST_CHARACTERS = 100_000;

const THINKING = [
  ["", "As the model does"],
  ["off", "Off"],
  ["low", "A little"],
  ["medium", "Some"],
  ["high", "A lot"],
] as const;

interface Fields {
  readonly temperature: string;
  readonly topP: string;
  readonly maxTokens: string;
  readonly thinking: string;
}

export function ChatDialog(): JSX.Element {
  const { store, commands } = useApp();
  const [system, setSystem] = useState(systemOf(store.now()) ?? "");
  const [fields, setFields] = useState(() => fieldsOf(parametersOf(store.now())));
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  const isNew = useSelect((state) => state.open === null);
  const read = parametersFrom(fields);
  const tooLong = system.length > MOST_CHARACTERS;
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
  const isSet = system.trim() !== "" || Object.values(fields).some((value) => value !== "");
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
        <label class="field">
          <span>Instructions</span>
          <textarea
            class="area"
            rows={5}
            dir="auto"
            autofocus
            value={system}
            placeholder="For example: Answer in short sentences. I am a beginner with plants."
            onInput={(event) => setSystem(event.currentTarget.value)}
          />
          <span class={tooLong ? "field-note error-text" : "field-note"} role={tooLong ? "alert" : undefined}>
            {tooLong
              ? `${system.length.toLocaleString()} characters; ${MOST_CHARACTERS.toLocaleString()} can be kept.`
              : "Sent to the model before everything else in this chat."}
          </span>
        </label>
        <div class="field-pair">
          <label class="field">
            <span>Temperature</span>
            <input
              type="text"
              inputMode="decimal"
              placeholder="As the model does"
              value={fields.temperature}
              onInput={(event) => change({ temperature: event.currentTarget.value })}
            />
            <span class="field-note">0 is the most predictable, 2 the most varied</span>
          </label>
          <label class="field">
            <span>Longest answer, in tokens</span>
            <input
              type="text"
              inputMode="numeric"
              placeholder="As the model does"
              value={fields.maxTokens}
              onInput={(event) => change({ maxTokens: event.currentTarget.value })}
            />
            <span class="field-note">A word is about one and a half</span>
          </label>
          <label class="field">
            <span>Thinking</span>
            <select
              value={fields.thinking}
              onChange={(event) => change({ thinking: event.currentTarget.value })}
            >
              {THINKING.map(([value, says]) => (
                <option key={value} value={value}>
                  {says}
                </option>
              ))}
            </select>
            <span class="field-note">More takes longer and costs more</span>
          </label>
          <label class="field">
            <span>Top P</span>
            <input
              type="text"
              inputMode="decimal"
              placeholder="As the model does"
              value={fields.topP}
              onInput={(event) => change({ topP: event.currentTarget.value })}
            />
            <span class="field-note">0 to 1; leave it when you set the temperature</span>
          </label>
        </div>
        <p class="field-note">What a model does not take is left out, and the answer says so.</p>
        {(typeof read === "string" || problem) && (
          <p class="error-text" role="alert">
            {typeof read === "string" ? read : problem}
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

export function fieldsOf({ temperature, topP, maxTokens, thinking }: Parameters): Fields {
  const text = (value: number | undefined): string => (value === undefined ? "" : String(value));
  return {
    temperature: text(temperature),
    topP: text(topP),
    maxTokens: text(maxTokens),
    thinking: thinking ?? "",
  };
}

/** What the fields say, or the sentence about the first that says nothing. A comma is a decimal point, too. */
export function parametersFrom({ temperature, topP, maxTokens, thinking }: Fields): Parameters | string {
  const warmth = numberIn(temperature);
  if (warmth === null || (warmth ?? 0) < 0 || (warmth ?? 0) > 2)
    return "The temperature is a number from 0 to 2.";
  const share = numberIn(topP);
  if (share === null || (share ?? 0) < 0 || (share ?? 0) > 1) return "Top P is a number from 0 to 1.";
  const most = numberIn(maxTokens.replace(/[\s.,'](?=\d{3}(\D|$))/g, ""));
  if (most === null || (most !== undefined && (most < 1 || !Number.isInteger(most))))
    return "The longest answer is a whole number of tokens, 1 or more.";
  const level = THINKING.map(([value]) => value).find((value) => value === thinking);
  return {
    ...(warmth === undefined ? {} : { temperature: warmth }),
    ...(share === undefined ? {} : { topP: share }),
    ...(most === undefined ? {} : { maxTokens: most }),
    ...(level ? { thinking: level } : {}),
  };
}

/** undefined for an empty field, null for one that is no number. */
function numberIn(text: string): number | null | undefined {
  const trimmed = text.trim().replace(",", ".");
  if (trimmed === "") return undefined;
  const value = Number(trimmed);
  return Number.isFinite(value) ? value : null;
}
