/** Where models come from: the list of providers, and the form that adds or changes one. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Check, Provider, ProviderInput } from "../wire/shapes";
import { useApp } from "./context";
import { Dialog } from "./dialog";
import { Icon } from "./icons";
import { KINDS, type Kind, providerLabel } from "./kinds";

const KEYS: Readonly<Record<Provider["key"], string>> = {
  keychain: "Key in the system's keychain",
  session: "Key kept until Runnel ends",
  environment: "Key from the environment",
  none: "No key",
};

type Page = { at: "list" } | { at: "kinds" } | { at: "form"; kind: Kind; provider: Provider | null };

export function ProvidersDialog({ add }: { add: boolean }): JSX.Element {
  const { commands } = useApp();
  const [page, setPage] = useState<Page>(add ? { at: "kinds" } : { at: "list" });
  useEffect(() => void commands.loadProviders(), []);
  return (
    <Dialog title={titleOf(page)} wide>
      {page.at === "list" && <List go={setPage} />}
      {page.at === "kinds" && <Kinds go={setPage} />}
      {page.at === "form" && (
        <Form
          key={page.provider?.name ?? page.kind.kind}
          kind={page.kind}
          provider={page.provider}
          go={setPage}
        />
      )}
    </Dialog>
  );
}

function titleOf(page: Page): string {
  if (page.at === "list") return "Models and providers";
  if (page.at === "kinds") return "Add a provider";
  return page.provider ? `Change ${page.provider.name}` : `Add ${page.kind.label}`;
}

function List({ go }: { go: (page: Page) => void }): JSX.Element {
  const { store } = useApp();
  const loaded = store.part("providers").value;
  const providers = loaded.value?.providers ?? [];
  return (
    <>
      <p class="dialog-lead">
        Each message goes to the provider of the model that you chose for it, and to nobody else.
      </p>
      {loaded.status === "failed" && (
        <p class="error-text" role="alert">
          {loaded.detail}
        </p>
      )}
      {loaded.value === undefined && loaded.status !== "failed" && <p class="found-note">Loading…</p>}
      <ul class="providers">
        <li class="provider">
          <div class="provider-words">
            <strong>Built-in assistant</strong>
            <span>Always there. Needs no key and no network.</span>
          </div>
        </li>
        {providers.map((provider) => (
          <ProviderRow key={provider.name} provider={provider} go={go} />
        ))}
      </ul>
      <div class="dialog-actions">
        <button type="button" class="button primary" onClick={() => go({ at: "kinds" })}>
          <Icon name="plus" /> Add a provider
        </button>
      </div>
    </>
  );
}

function ProviderRow({ provider, go }: { provider: Provider; go: (page: Page) => void }): JSX.Element | null {
  const { commands } = useApp();
  const [check, setCheck] = useState<Check | "underway" | null>(null);
  const [removing, setRemoving] = useState(false);
  const [problem, setProblem] = useState("");
  const kind = KINDS.find((candidate) => candidate.kind === provider.kind);
  if (provider.kind === "builtin" || kind === undefined) return null;
  return (
    <li class="provider">
      <div class="provider-words">
        <strong>{providerLabel(provider.name, provider.kind)}</strong>
        <span>
          {kind.label}
          {provider.baseUrl ? ` · ${provider.baseUrl}` : ""}
          {kind.key === "none" && provider.key === "none" ? "" : ` · ${KEYS[provider.key]}`}
        </span>
        {check !== null && check !== "underway" && <Checked check={check} />}
        {problem && (
          <span class="error-text" role="alert">
            {problem}
          </span>
        )}
      </div>
      {removing ? (
        <div class="provider-actions">
          <button
            type="button"
            class="button danger small"
            onClick={() =>
              void commands.removeProvider(provider.name).then((done) => {
                setRemoving(false);
                if (!done.ok) setProblem(done.detail);
              })
            }
          >
            Remove it and its key
          </button>
          <button type="button" class="button small" autofocus onClick={() => setRemoving(false)}>
            Keep
          </button>
        </div>
      ) : (
        <div class="provider-actions">
          <button
            type="button"
            class="button small"
            disabled={check === "underway"}
            onClick={() => {
              setCheck("underway");
              void commands.checkProvider(provider.name).then(setCheck);
            }}
          >
            {check === "underway" ? "Checking…" : "Check"}
          </button>
          <button
            type="button"
            class="icon-button"
            aria-label={`Change ${provider.name}`}
            title="Change"
            onClick={() => go({ at: "form", kind, provider })}
          >
            <Icon name="pencil" />
          </button>
          <button
            type="button"
            class="icon-button"
            aria-label={`Remove ${provider.name}`}
            title="Remove"
            onClick={() => setRemoving(true)}
          >
            <Icon name="trash" />
          </button>
        </div>
      )}
    </li>
  );
}

function Checked({ check }: { check: Check }): JSX.Element {
  if (!check.ok)
    return (
      <span class="error-text" role="alert">
        {check.detail}
      </span>
    );
  return (
    <span class="good-text" role="status">
      {check.detail ||
        (check.models === 1 ? "It works and offers 1 model." : `It works and offers ${check.models} models.`)}
    </span>
  );
}

function Kinds({ go }: { go: (page: Page) => void }): JSX.Element {
  return (
    <>
      <ul class="kinds">
        {KINDS.map((kind, at) => (
          <li key={kind.kind}>
            <button
              type="button"
              class="kind"
              autofocus={at === 0}
              onClick={() => go({ at: "form", kind, provider: null })}
            >
              <strong>{kind.label}</strong>
              <span>{kind.says}</span>
            </button>
          </li>
        ))}
      </ul>
      <div class="dialog-actions">
        <button type="button" class="button" onClick={() => go({ at: "list" })}>
          Back
        </button>
      </div>
    </>
  );
}

function Form({
  kind,
  provider,
  go,
}: {
  kind: Kind;
  provider: Provider | null;
  go: (page: Page) => void;
}): JSX.Element {
  const { store, commands } = useApp();
  const loaded = store.part("providers").value.value;
  const taken = new Set((loaded?.providers ?? []).map((known) => known.name));
  const [name, setName] = useState(() => provider?.name ?? freeName(kind.name, taken));
  const [address, setAddress] = useState(provider?.baseUrl ?? kind.address ?? "");
  const [key, setKey] = useState("");
  const [problem, setProblem] = useState("");
  const [state, setState] = useState<"idle" | "saving" | Check>("idle");
  const [saved, setSaved] = useState(provider !== null);
  const known = loaded?.providers.find((candidate) => saved && candidate.name === name);
  const hasKey = known !== undefined && known.key !== "none";
  const nameProblem =
    name !== "" && !/^[a-z0-9][a-z0-9._-]{0,40}$/.test(name)
      ? "Use small letters, digits, dots and dashes."
      : !saved && taken.has(name)
        ? "A provider of this name exists already."
        : "";
  const moved = hasKey && address.trim() !== (known.baseUrl ?? kind.address ?? "");
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
    setSaved(true);
    const check = await commands.checkProvider(name);
    setState(check);
    if (check.ok) setTimeout(() => go({ at: "list" }), 900);
  };

  const checked = typeof state === "object" ? state : null;
  return (
    <form
      class="form"
      onSubmit={(event) => {
        event.preventDefault();
        if (complete) void save();
      }}
    >
      {kind.key !== "none" && (
        <label class="field">
          <span>API key{kind.key === "optional" ? " (if it needs one)" : ""}</span>
          <input
            type="password"
            autocomplete="off"
            spellcheck={false}
            autofocus={kind.address === null}
            placeholder={hasKey ? "Leave empty to keep the present key" : ""}
            value={key}
            onInput={(event) => setKey(event.currentTarget.value)}
          />
          <span class="field-note">
            {loaded === undefined
              ? ""
              : loaded.keychain.available
                ? `It goes into this system's keychain, bound to this address, and is never shown again. ${loaded.keychain.detail}`
                : `It is kept in memory until Runnel ends and never written to a file. ${loaded.keychain.detail}`}
          </span>
        </label>
      )}
      {kind.address !== null ? (
        <Address value={address} change={setAddress} placeholder={kind.address} focus={kind.key === "none"} />
      ) : (
        <details class="advanced" open={provider?.baseUrl != null}>
          <summary>Another address</summary>
          <Address value={address} change={setAddress} placeholder="The vendor's own" focus={false} />
        </details>
      )}
      {moved && key === "" && (
        <p class="field-note warning-text">
          The present key belongs to the present address and is not sent to another one. Enter the key again.
        </p>
      )}
      <label class="field">
        <span>Name</span>
        <input
          type="text"
          spellcheck={false}
          autocomplete="off"
          disabled={saved}
          value={name}
          onInput={(event) => setName(event.currentTarget.value)}
        />
        <span class={nameProblem ? "field-note error-text" : "field-note"}>
          {nameProblem || "Stands before the model's name in lists."}
        </span>
      </label>
      {problem && (
        <p class="error-text" role="alert">
          {problem}
        </p>
      )}
      {checked && (
        <p>
          <Checked check={checked} />
        </p>
      )}
      {checked && !checked.ok && (
        <p class="field-note">It is saved; change it here, or go back and leave it for later.</p>
      )}
      <div class="dialog-actions">
        <button
          type="button"
          class="button"
          onClick={() => go({ at: provider || checked ? "list" : "kinds" })}
        >
          Back
        </button>
        <span class="space" />
        <button type="submit" class="button primary" disabled={!complete || state === "saving"}>
          {state === "saving" ? "Saving and checking…" : "Save and check"}
        </button>
      </div>
    </form>
  );
}

function Address(props: {
  value: string;
  change: (value: string) => void;
  placeholder: string;
  focus: boolean;
}): JSX.Element {
  return (
    <label class="field">
      <span>Address</span>
      <input
        type="url"
        dir="ltr"
        spellcheck={false}
        autocomplete="off"
        autofocus={props.focus}
        placeholder={props.placeholder}
        value={props.value}
        onInput={(event) => props.change(event.currentTarget.value)}
      />
    </label>
  );
}

function freeName(wanted: string, taken: ReadonlySet<string>): string {
  if (!taken.has(wanted)) return wanted;
  for (let number = 2; ; number++) if (!taken.has(`${wanted}-${number}`)) return `${wanted}-${number}`;
}
