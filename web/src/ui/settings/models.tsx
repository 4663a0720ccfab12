/** Where models come from: the providers, whether each of them works, and the way to add or change one. */
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { inOwnWords } from "../../domain/own-words";
import type { Check, Provider } from "../../wire/shapes";
import { answering } from "../../words/answering";
import { common } from "../../words/common";
import { setup } from "../../words/setup";
import { useApp } from "../context";
import { focusOnce } from "../focus";
import { Icon } from "../icons";
import { KINDS, type Kind, providerLabel, wordsOfKind } from "../kinds";
import { ProviderForm } from "./provider-form";
import { Setting } from "./setting";
import "../styles/found.css";
import { useBegin } from "../use-begin";

type Page = { at: "list" } | { at: "kinds" } | { at: "form"; kind: Kind; provider: Provider | null };

export function Models({ add }: { add: boolean }): JSX.Element {
  const { commands } = useApp();
  const [page, setPage] = useState<Page>(add ? { at: "kinds" } : { at: "list" });
  const [checks, setChecks] = useState<Readonly<Record<string, Check>>>({});
  const [focus, setFocus] = useState<string | null>(null);
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    void commands.loadProviders();
    void commands.loadModels();
  }, []);
  // Where one goes on: at the provider that was saved, or where adding one begins.
  useBegin(() => {
    if (page.at !== "list" || focus === null) return null;
    const row = place.current?.querySelector<HTMLElement>(`[data-provider="${CSS.escape(focus)}"] button`);
    setFocus(null);
    return row ?? place.current?.querySelector<HTMLElement>("[data-add]");
  }, [page, focus]);
  const checked = (name: string, check: Check): void => setChecks((now) => ({ ...now, [name]: check }));
  const back = (name: string | null): void => {
    setFocus(name ?? "");
    setPage({ at: "list" });
  };
  return (
    <Setting id="providers">
      {() => (
        <div ref={place}>
          {page.at === "list" && <List go={setPage} checks={checks} checked={checked} moved={setFocus} />}
          {page.at === "kinds" && <Kinds go={setPage} back={() => back(null)} />}
          {page.at === "form" && (
            <ProviderForm
              key={page.provider?.name ?? page.kind.kind}
              kind={page.kind}
              provider={page.provider}
              checked={checked}
              back={(name) =>
                name === null && page.provider === null ? setPage({ at: "kinds" }) : back(name)
              }
            />
          )}
        </div>
      )}
    </Setting>
  );
}

interface ListProps {
  readonly go: (page: Page) => void;
  readonly checks: Readonly<Record<string, Check>>;
  readonly checked: (name: string, check: Check) => void;
  readonly moved: (name: string) => void;
}

function List({ go, checks, checked, moved }: ListProps): JSX.Element {
  const { store } = useApp();
  const loaded = store.part("providers").value;
  const problems = store.part("models").value.value?.problems ?? [];
  const providers = loaded.value?.providers ?? [];
  return (
    <>
      {loaded.status === "failed" && (
        <p class="error-text" role="alert">
          {loaded.detail}
        </p>
      )}
      {loaded.value === undefined && loaded.status !== "failed" && (
        <p class="found-note">{common().loading}</p>
      )}
      <ul class="providers">
        <li class="provider">
          <div class="provider-words">
            <strong>{answering().builtin}</strong>
            <span>{setup().builtinAlways}</span>
          </div>
        </li>
        {providers.map((provider) => {
          const problem = problems.find((known) => known.provider === provider.name);
          const check = checks[provider.name] ?? (problem ? { ok: false as const, ...problem } : null);
          return (
            <ProviderRow
              key={provider.name}
              provider={provider}
              check={check}
              checked={(result) => checked(provider.name, result)}
              go={go}
              removed={() => moved("")}
            />
          );
        })}
      </ul>
      <div class="dialog-actions">
        <button type="button" class="button primary" data-add="" onClick={() => go({ at: "kinds" })}>
          <Icon name="plus" /> {common().addProvider}
        </button>
      </div>
    </>
  );
}

interface RowProps {
  readonly provider: Provider;
  readonly check: Check | null;
  readonly checked: (check: Check) => void;
  readonly go: (page: Page) => void;
  readonly removed: () => void;
}

function ProviderRow({ provider, check, checked, go, removed }: RowProps): JSX.Element | null {
  const { commands } = useApp();
  const [underway, setUnderway] = useState(false);
  const [removing, setRemoving] = useState(false);
  const [problem, setProblem] = useState("");
  const remove = useRef<HTMLButtonElement>(null);
  const kind = KINDS.find((candidate) => candidate.kind === provider.kind);
  if (provider.kind === "builtin" || kind === undefined) return null;
  const name = providerLabel(provider.name, provider.kind);
  const about = [
    wordsOfKind(kind.kind).label,
    provider.baseUrl,
    kind.key === "none" && provider.key === "none" ? null : setup().keys[provider.key],
  ];
  return (
    <li class={check?.ok === false ? "provider failed" : "provider"} data-provider={provider.name}>
      <div class="provider-words">
        <strong>
          {check?.ok === false && <Icon name="warning" />} {name}
        </strong>
        <span>{about.filter(Boolean).join(" · ")}</span>
        {check !== null && <Checked check={check} />}
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
                if (done.ok) return removed();
                setRemoving(false);
                setProblem(done.detail);
              })
            }
          >
            {setup().removeWithKey}
          </button>
          <button
            type="button"
            class="button small"
            ref={focusOnce}
            onClick={() => {
              setRemoving(false);
              requestAnimationFrame(() => remove.current?.focus());
            }}
          >
            {common().keep}
          </button>
        </div>
      ) : (
        <div class="provider-actions">
          {check?.ok === false && (
            <button type="button" class="button small" onClick={() => go({ at: "form", kind, provider })}>
              {setup().correct}
            </button>
          )}
          <button
            type="button"
            class="button small"
            aria-label={setup().checkName({ name })}
            aria-disabled={underway}
            onClick={() => {
              if (underway) return;
              setUnderway(true);
              void commands.checkProvider(provider.name).then((result) => {
                setUnderway(false);
                checked(result);
                if (result.ok) void commands.loadModels(true);
              });
            }}
          >
            {underway ? setup().checking : setup().check}
          </button>
          <button
            type="button"
            class="icon-button"
            aria-label={setup().changeName({ name: provider.name })}
            title={setup().change}
            onClick={() => go({ at: "form", kind, provider })}
          >
            <Icon name="pencil" />
          </button>
          <button
            ref={remove}
            type="button"
            class="icon-button"
            aria-label={common().removeName({ name: provider.name })}
            title={common().remove}
            onClick={() => setRemoving(true)}
          >
            <Icon name="trash" />
          </button>
        </div>
      )}
    </li>
  );
}

export function Checked({ check }: { check: Check }): JSX.Element {
  if (!check.ok)
    return (
      <span class="error-text" role="alert">
        {inOwnWords(check.detail)}
      </span>
    );
  return (
    <span class="good-text" role="status">
      <Icon name="check" /> {inOwnWords(check.detail) || setup().works({ count: check.models })}
    </span>
  );
}

function Kinds({ go, back }: { go: (page: Page) => void; back: () => void }): JSX.Element {
  return (
    <>
      <h5 class="step-name">{setup().whatKind}</h5>
      <ul class="kinds">
        {KINDS.map((kind, at) => (
          <li key={kind.kind}>
            <button
              type="button"
              class="kind"
              ref={at === 0 ? focusOnce : null}
              onClick={() => go({ at: "form", kind, provider: null })}
            >
              <strong>{wordsOfKind(kind.kind).label}</strong>
              <span>{wordsOfKind(kind.kind).says}</span>
            </button>
          </li>
        ))}
      </ul>
      <div class="dialog-actions">
        <button type="button" class="button" onClick={back}>
          {common().back}
        </button>
      </div>
    </>
  );
}
