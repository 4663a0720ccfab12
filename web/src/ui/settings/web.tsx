/** Who is asked when a model searches the web: nobody until a person chooses. Saving searches once, to see. */
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { inOwnWords } from "../../domain/own-words";
import type { Check, SearchInput, SearchKind, WebSearch } from "../../wire/shapes";
import { common } from "../../words/common";
import { prompting } from "../../words/prompting";
import { setup } from "../../words/setup";
import { useApp } from "../context";
import { Icon } from "../icons";
import { CodeField, keyNote } from "./fields";
import { type Ids, Problem, Segments, Setting } from "./setting";

const KINDS: readonly (readonly [SearchKind, string])[] = [
  ["searxng", "SearXNG"],
  ["brave", "Brave"],
  ["tavily", "Tavily"],
];

export function Web(): JSX.Element {
  const { store, commands } = useApp();
  const { value, ...loaded } = store.part("webSearch").value;
  useEffect(() => void commands.loadWebSearch(), []);
  return (
    <Setting id="webSearch">
      {(ids, fixed) =>
        value === undefined ? (
          loaded.status === "failed" ? (
            <Problem text={loaded.detail} />
          ) : (
            <p class="field-note">{common().reading}</p>
          )
        ) : (
          <SearchForm state={value} ids={ids} fixed={fixed} />
        )
      }
    </Setting>
  );
}

interface Props {
  readonly state: WebSearch;
  readonly ids: Ids;
  readonly fixed: boolean;
}

function SearchForm({ state, ids, fixed }: Props): JSX.Element {
  const { commands } = useApp();
  const { search, keychain } = state;
  const [kind, setKind] = useState<SearchKind | "none">(search?.kind ?? "none");
  const [address, setAddress] = useState(search?.baseUrl ?? "");
  const [key, setKey] = useState("");
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  const [check, setCheck] = useState<Pick<Check, "ok" | "detail"> | null>(null);
  const place = useRef<HTMLFormElement>(null);
  const hasKey = search?.kind === kind && search.key !== "none";
  const needsKey = kind === "brave" || kind === "tavily";
  const complete = kind === "searxng" ? address.trim() !== "" : needsKey && (key.trim() !== "" || hasKey);

  const choose = (next: SearchKind | "none"): void => {
    setKind(next);
    setAddress(search?.kind === next ? (search.baseUrl ?? "") : "");
    setKey("");
    setCheck(null);
    setProblem("");
  };
  const save = async (): Promise<void> => {
    if (kind === "none") return;
    setBusy(true);
    setProblem("");
    setCheck(null);
    const input: SearchInput = {
      kind,
      ...(kind === "searxng" ? { baseUrl: address.trim() } : {}),
      ...(key.trim() === "" ? {} : { apiKey: key.trim() }),
    };
    const done = await commands.saveWebSearch(input);
    if (done.ok) {
      setKey("");
      setCheck(await commands.checkWebSearch());
    } else setProblem(done.detail);
    setBusy(false);
  };
  const stop = async (): Promise<void> => {
    const done = await commands.removeWebSearch();
    if (!done.ok) {
      setProblem(done.detail);
      return;
    }
    choose("none");
    commands.say(prompting().stopped);
    place.current?.querySelector<HTMLElement>("input:checked")?.focus();
  };

  return (
    <form
      ref={place}
      class="form web-search"
      onSubmit={(event) => {
        event.preventDefault();
        if (complete && !busy && !fixed) void save();
      }}
    >
      <Segments
        name="webSearch"
        ids={ids}
        value={kind}
        disabled={fixed}
        choices={[["none", prompting().nobody], ...KINDS]}
        choose={choose}
      />
      <p class="field-note" role="status">
        {kind !== "none" ? prompting().kinds[kind] : search === null ? prompting().nobodyNote : ""}
      </p>
      {kind === "searxng" && (
        <CodeField
          isAddress
          label={prompting().address}
          disabled={fixed}
          placeholder={prompting().addressExample}
          value={address}
          change={setAddress}
        />
      )}
      {needsKey && (
        <label class="field">
          <span>{prompting().apiKey}</span>
          <input
            type="password"
            autocomplete="off"
            spellcheck={false}
            placeholder={hasKey ? setup().keepKey : ""}
            value={key}
            onInput={(event) => setKey(event.currentTarget.value)}
          />
          <span class="field-note">{keyNote(keychain)}</span>
        </label>
      )}
      <Problem text={problem} />
      <Standing state={state} check={check} kind={kind} isTrying={busy} />
      <div class="dialog-actions">
        {search !== null && !fixed && (
          <button type="button" class="button" onClick={() => void stop()}>
            {prompting().stop}
          </button>
        )}
        <span class="space" />
        {kind !== "none" && !fixed && (
          <button type="submit" class="button primary" disabled={!complete} aria-disabled={busy}>
            {busy ? prompting().saving : prompting().save}
          </button>
        )}
      </div>
    </form>
  );
}

interface StandingProps {
  readonly state: WebSearch;
  readonly check: Pick<Check, "ok" | "detail"> | null;
  readonly kind: SearchKind | "none";
  readonly isTrying: boolean;
}

/** Whether models can search now, or what came of the last try. */
function Standing({ state: { search }, check, kind, isTrying }: StandingProps): JSX.Element {
  const isOk = check?.ok ?? search?.ready === true;
  const says = isTrying
    ? ""
    : check !== null && !check.ok
      ? inOwnWords(check.detail)
      : search === null || (search.kind !== kind && kind !== "none")
        ? ""
        : search.ready
          ? prompting().ready({ name: search.title })
          : prompting().keyMissing({ name: search.title });
  return (
    <p class="web-standing" role="status">
      {says && (
        <>
          <Icon name={isOk ? "check" : "warning"} /> {says}
        </>
      )}
    </p>
  );
}
