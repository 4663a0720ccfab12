/**
 * The list of models, filtered by typing. Favourites come first, then what was used last where there are many, then all
 * others by provider.
 */
import type { JSX, RefObject } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { inOwnWords } from "../domain/own-words";
import { tokensText } from "../domain/usage";
import type { Model } from "../wire/shapes";
import { answering } from "../words/answering";
import { useApp } from "./context";
import { Icon } from "./icons";
import { isImeKey } from "./keys";
import { modelLabel } from "./model-picker";
import { Popup } from "./popup";
import "./styles/model-list.css";

interface ListProps {
  readonly current: string;
  readonly close: (focus: boolean) => void;
  readonly choose: (model: Model) => void;
}

interface MenuProps extends ListProps {
  readonly anchor: RefObject<HTMLElement | null>;
  readonly label: string;
}

export function ModelMenu({ anchor, label, ...list }: MenuProps): JSX.Element {
  return (
    <Popup anchor={anchor} close={list.close} label={label} class="picker-popup">
      <ModelList {...list} />
    </Popup>
  );
}

function ModelList({ current, close, choose }: ListProps): JSX.Element {
  const { store, commands } = useApp();
  const loaded = store.part("models").value;
  const settings = store.part("settings").value;
  const favourites = settings?.favouriteModels ?? NONE;
  // As it was when this opened: what is chosen here must not move the list under the pointer.
  const [recent] = useState(() => settings?.recentModels ?? NONE);
  const [filter, setFilter] = useState("");
  const panel = useRef<HTMLDivElement>(null);
  const listed = useMemo(
    () => listedOf(loaded.value?.models ?? [], { filter, favourites, recent }),
    [loaded.value, filter, favourites],
  );
  const models = useMemo(() => listed.map(({ model }) => model), [listed]);
  const [at, setAt] = useState(() =>
    Math.max(
      0,
      models.findIndex((model) => model.id === current),
    ),
  );
  const active = models[Math.min(at, models.length - 1)];
  useEffect(() => {
    panel.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  }, [active?.id]);

  const take = (model: Model): void => {
    commands.usedModel(model.id);
    choose(model);
  };
  const favour = (model: Model): void => {
    const isFavourite = !favourites.includes(model.id);
    commands.favour(model.id, isFavourite);
    // The line goes to another place: the same model stays the active one.
    const next = isFavourite ? [...favourites, model.id] : favourites.filter((id) => id !== model.id);
    const after = listedOf(loaded.value?.models ?? [], { filter, favourites: next, recent });
    if (active) setAt(after.findIndex((line) => line.model.id === active.id));
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    if (isImeKey(event)) return;
    const moves: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };
    const move = moves[event.key];
    if (move !== undefined) {
      event.preventDefault();
      setAt(Math.max(0, Math.min(models.length - 1, Math.min(at, models.length - 1) + move)));
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (active) take(active);
    }
  };

  let above = "";
  return (
    <div class="picker-panel" ref={panel}>
      <input
        class="picker-filter"
        type="text"
        role="combobox"
        aria-expanded="true"
        aria-controls="models"
        aria-activedescendant={active ? optionId(active) : undefined}
        aria-label={answering().find}
        placeholder={answering().find}
        autocomplete="off"
        spellcheck={false}
        value={filter}
        data-begin=""
        onInput={(event) => {
          setFilter(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div class="picker-list" role="listbox" id="models" aria-label={answering().models}>
        {listed.map(({ model, group }) => {
          const first = group !== above;
          above = group;
          const isFavourite = favourites.includes(model.id);
          return (
            <div key={model.id} role="presentation">
              {first && (
                <div class="picker-group" role="presentation">
                  {group}
                </div>
              )}
              <div
                id={optionId(model)}
                role="option"
                aria-selected={model === active}
                tabIndex={-1}
                class={model === active ? "picker-option active" : "picker-option"}
                onPointerMove={() => setAt(models.indexOf(model))}
                onClick={() => take(model)}
                onKeyDown={onKeyDown}
              >
                <span class="picker-name">
                  {modelLabel(model.id)}
                  {isFavourite && <span class="visually-hidden"> ({answering().favourite})</span>}
                </span>
                <Abilities model={model} />
                {model.contextTokens !== null && (
                  <span class="picker-size" title={answering().readsAtMost({ tokens: model.contextTokens })}>
                    {tokensText(model.contextTokens)}
                  </span>
                )}
                {model.id === current && <Icon name="check" />}
                {/* By the keyboard there is a button below the list. */}
                <span
                  class={isFavourite ? "picker-star on" : "picker-star"}
                  aria-hidden="true"
                  onClick={(event) => {
                    event.stopPropagation();
                    favour(model);
                  }}
                >
                  <Icon name="star" />
                </span>
              </div>
            </div>
          );
        })}
      </div>
      {models.length === 0 && (
        <p class="picker-note">
          {loaded.status === "loading" ? answering().askingProviders : answering().noMatch}
        </p>
      )}
      {loaded.status === "failed" && <p class="picker-note error-text">{loaded.detail}</p>}
      {loaded.value?.problems?.map((problem) => (
        <p key={problem.provider} class="picker-note error-text">
          {problem.provider}: {inOwnWords(problem.detail)}
        </p>
      ))}
      {active && (
        <button type="button" class="quiet picker-favour" onClick={() => favour(active)}>
          <Icon name="star" />
          <span>
            {favourites.includes(active.id)
              ? answering().favourNot({ model: modelLabel(active.id) })
              : answering().favour({ model: modelLabel(active.id) })}
          </span>
        </button>
      )}
      <div class="picker-foot">
        <button
          type="button"
          class="quiet"
          disabled={loaded.status === "loading"}
          onClick={() => void commands.loadModels(true)}
        >
          <Icon name="retry" />
          {loaded.status === "loading" ? answering().asking : answering().askAgain}
        </button>
        <button
          type="button"
          class="quiet"
          onClick={() => {
            close(false);
            commands.show({ kind: "providers" });
          }}
        >
          <Icon name="plus" />
          {answering().add}
        </button>
      </div>
    </div>
  );
}

const ABILITIES = [
  { name: "vision", icon: "eye" },
  { name: "tools", icon: "tool" },
  { name: "thinking", icon: "thought" },
] as const;

/** What the provider says that a model can do; nothing where it says nothing. */
function Abilities({ model }: { model: Model }): JSX.Element | null {
  const known = ABILITIES.filter(({ name }) => model.capabilities.includes(name));
  if (known.length === 0) return null;
  const says = known.map(({ name }) => answering().can[name]).join(", ");
  return (
    <span class="picker-can" role="img" aria-label={says} title={says}>
      {known.map(({ name, icon }) => (
        <Icon key={name} name={icon} />
      ))}
    </span>
  );
}

const NONE: readonly string[] = [];
/** What was used last is shown of so many models, and so much of it. */
const MANY = 8;
const RECENT = 3;

interface Order {
  readonly filter: string;
  readonly favourites: readonly string[];
  readonly recent: readonly string[];
}

/** Each model once, under the first heading that it belongs to. */
function listedOf(
  models: readonly Model[],
  { filter, favourites, recent }: Order,
): readonly { readonly model: Model; readonly group: string }[] {
  const found = matching(models, filter);
  const named = (ids: readonly string[]): Model[] =>
    ids.flatMap((id) => found.find((model) => model.id === id) ?? []);
  const liked = named(favourites);
  const last =
    found.length > MANY ? named(recent.filter((id) => !favourites.includes(id))).slice(0, RECENT) : [];
  const others = found.filter((model) => !liked.includes(model) && !last.includes(model));
  return [
    ...liked.map((model) => ({ model, group: answering().favourites })),
    ...last.map((model) => ({ model, group: answering().lastUsed })),
    ...others.map((model) => ({
      model,
      group: model.provider === "builtin" ? answering().withoutModel : model.provider,
    })),
  ];
}

function matching(models: readonly Model[], filter: string): readonly Model[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  return models.filter((model) => {
    const text = `${model.id} ${modelLabel(model.id)}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

function optionId(model: Model): string {
  return `model-${model.id.replace(/[^\w-]/g, "_")}`;
}
