/** Adds a provider or changes one: where it is, its key, its name. Saving asks it at once whether it works. */
import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import type { Check, Provider, ProviderInput } from "../../wire/shapes";
import { common } from "../../words/common";
import { setup } from "../../words/setup";
import { useApp } from "../context";
import { type Kind, wordsOfKind } from "../kinds";
import { useBegin } from "../use-begin";
import { CodeField, keyNote } from "./fields";
import { Checked } from "./models";
import { NAME_PATTERN, suggestedName } from "./provider-names";

interface Props {
  readonly kind: Kind;
  readonly provider: Provider | null;
  readonly checked: (name: string, check: Check) => void;
  /** To the list, at the provider of this name; null to where one came from. */
  readonly back: (name: string | null) => void;
}

export function ProviderForm({ kind, provider, checked, back }: Props): JSX.Element {
  const { store, commands } = useApp();
  const loaded = store.part("providers").value.value;
  const taken = new Set((loaded?.providers ?? []).map((known) => known.name));
  const [address, setAddress] = useState(provider?.baseUrl ?? kind.address ?? "");
  const [key, setKey] = useState("");
  const [typedName, setTypedName] = useState<string | null>(provider?.name ?? null);
  const [saved, setSaved] = useState(provider?.name ?? null);
  const [problem, setProblem] = useState("");
  const [state, setState] = useState<"idle" | "saving" | Check>("idle");
  const form = useRef<HTMLFormElement>(null);
  useBegin(() => form.current?.querySelector<HTMLElement>("input:not(:disabled)"));

  const name = saved ?? typedName ?? suggestedName(kind, address, taken);
  const known = loaded?.providers.find((candidate) => saved !== null && candidate.name === saved);
  const hasKey = known !== undefined && known.key !== "none";
  const moved = hasKey && address.trim() !== (known.baseUrl ?? kind.address ?? "");
  const nameProblem = nameProblemOf(name, saved === null && taken.has(name));
  const complete =
    name !== "" &&
    nameProblem === "" &&
    (kind.address === null || address.trim() !== "") &&
    (kind.key !== "needed" || key !== "" || hasKey);

  const save = async (): Promise<void> => {
    setState("saving");
    setProblem("");
    const input: ProviderInput = {
      kind: kind.kind,
      ...(address.trim() !== "" ? { baseUrl: address.trim() } : {}),
      ...(key !== "" ? { apiKey: key } : {}),
    };
    const done = await commands.saveProvider(name, input);
    if (!done.ok) {
      setState("idle");
      setProblem(done.detail);
      return;
    }
    setKey("");
    setSaved(name);
    const check = await commands.checkProvider(name);
    setState(check);
    checked(name, check);
    if (check.ok) back(name);
  };

  const check = typeof state === "object" ? state : null;
  return (
    <form
      ref={form}
      class="form"
      onSubmit={(event) => {
        event.preventDefault();
        if (complete && state !== "saving") void save();
      }}
    >
      <h5 class="step-name">
        {provider
          ? setup().changeName({ name: provider.name })
          : setup().addKind({ kind: wordsOfKind(kind.kind).label })}
      </h5>
      {kind.address !== null ? (
        <CodeField
          isAddress
          label={setup().address}
          value={address}
          change={setAddress}
          placeholder={kind.address}
        />
      ) : (
        <details class="advanced" open={provider?.baseUrl != null}>
          <summary>{setup().anotherAddress}</summary>
          <CodeField
            isAddress
            label={setup().address}
            value={address}
            change={setAddress}
            placeholder={setup().vendorsOwn}
          />
        </details>
      )}
      {kind.key !== "none" && (
        <label class="field">
          <span>{kind.key === "optional" ? setup().apiKeyOptional : setup().apiKey}</span>
          <input
            type="password"
            autocomplete="off"
            spellcheck={false}
            placeholder={hasKey ? setup().keepKey : ""}
            value={key}
            onInput={(event) => setKey(event.currentTarget.value)}
          />
          {loaded && <span class="field-note">{keyNote(loaded.keychain)}</span>}
        </label>
      )}
      {moved && key === "" && <p class="field-note warning-text">{setup().keyMoved}</p>}
      <label class="field">
        <span>{setup().name}</span>
        <input
          type="text"
          spellcheck={false}
          autocomplete="off"
          disabled={saved !== null}
          value={name}
          onInput={(event) => setTypedName(event.currentTarget.value)}
        />
        <span class={nameProblem ? "field-note error-text" : "field-note"}>
          {nameProblem || setup().nameNote}
        </span>
      </label>
      {problem && (
        <p class="error-text" role="alert">
          {problem}
        </p>
      )}
      {check && (
        <p>
          <Checked check={check} />
        </p>
      )}
      {check && !check.ok && <p class="field-note">{setup().savedMarked}</p>}
      <div class="dialog-actions">
        <button type="button" class="button" onClick={() => back(saved)}>
          {common().back}
        </button>
        <span class="space" />
        <button type="submit" class="button primary" disabled={!complete} aria-disabled={state === "saving"}>
          {state === "saving" ? setup().saving : setup().saveAndCheck}
        </button>
      </div>
    </form>
  );
}

function nameProblemOf(name: string, isTaken: boolean): string {
  if (name !== "" && !NAME_PATTERN.test(name)) return setup().nameWrong;
  return isTaken ? setup().nameTaken : "";
}
