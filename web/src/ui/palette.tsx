/**
 * Everything by typing a part of its name: actions, chats, models and settings. The keyboard stays in the field, which
 * names the chosen line to a screen reader; arrows choose, Enter does it.
 */
import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { fuzzy } from "../domain/fuzzy";
import { setup } from "../words/setup";
import { ACTIONS, keysOf } from "./actions";
import { act } from "./acts";
import { titleOf } from "./chat-row";
import { chordLabel } from "./chords";
import { type App, useApp } from "./context";
import { afterDialog, focusComposer } from "./focus";
import { Icon, type IconName } from "./icons";
import { isImeKey } from "./keys";
import { modelInUse, modelLabel } from "./model-picker";
import { SETTINGS } from "./settings/catalog";
import "./styles/palette.css";
import { actions } from "../words/actions";

const MOST = 60;
const RECENT_ACTIONS = 4;
const RECENT_CHATS = 6;
const PAGE = 8;
const TITLES_PAUSE_MS = 150;

interface Line {
  readonly key: string;
  readonly kind: "action" | "chat" | "model" | "setting";
  readonly says: string;
  readonly words: string;
  readonly icon: IconName;
  readonly hint: string;
  readonly does: () => void;
}

interface Shown {
  readonly line: Line;
  readonly places: readonly number[];
  readonly group: string;
}

/** What is likelier meant when both fit equally well. */
const WEIGHTS: Readonly<Record<Line["kind"], number>> = { action: 4, setting: 2, chat: 1, model: 0 };

/** Settings that only lead to what an action does. */
const ARE_ACTIONS: ReadonlySet<string> = new Set([
  "exportAll",
  "importAll",
  "bin",
  "shortcuts",
  "providers",
  "byKeyboard",
]);

export function Palette(): JSX.Element {
  const app = useApp();
  const { store, commands } = app;
  const dialog = useRef<HTMLDialogElement>(null);
  const gone = useRef(false); // its last event comes late, when another dialog may be open
  const list = useRef<HTMLDivElement>(null);
  const [query, setQuery] = useState("");
  const [at, setAt] = useState(0);
  const titles = useTitles(app, query);
  const models = store.part("models").value.value?.models;
  const lines = useMemo(() => linesOf(app, titles), [titles, models]);
  const recent = store.part("settings").value?.recentActions;
  const shown = useMemo(() => shownOf(lines, query.trim(), recent ?? []), [lines, query, recent]);
  const active = Math.min(at, shown.length - 1);

  useLayoutEffect(() => {
    const before = document.activeElement;
    const made = dialog.current;
    made?.showModal();
    return () => {
      gone.current = true;
      made?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
      else focusComposer();
    };
  }, []);
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  }, [active, shown]);

  const choose = (line: Line): void => {
    if (line.kind === "action") commands.usedAction(line.key);
    commands.closeDialog();
    afterDialog(line.does); // where the keyboard was has it again
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (isImeKey(event)) return;
    const moves: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: PAGE, PageUp: -PAGE };
    const move = moves[event.key];
    const count = shown.length;
    if (move !== undefined && count > 0) {
      event.preventDefault();
      const isPage = Math.abs(move) > 1;
      setAt(isPage ? Math.max(0, Math.min(count - 1, active + move)) : (active + move + count) % count);
    } else if (event.key === "Enter") {
      event.preventDefault();
      const line = shown[active]?.line;
      if (line) choose(line);
    }
  };

  return (
    <dialog
      ref={dialog}
      class="dialog palette"
      aria-label={actions().palette}
      onClose={() => {
        if (!gone.current) commands.closeDialog();
      }}
      onPointerDown={(event) => {
        if (event.target === dialog.current) commands.closeDialog();
      }}
    >
      <div class="palette-head">
        <Icon name="search" />
        <input
          type="text"
          role="combobox"
          aria-expanded="true"
          aria-controls="palette-lines"
          aria-autocomplete="list"
          aria-activedescendant={shown[active] ? lineId(active) : undefined}
          aria-label={actions().whatToDo}
          placeholder={actions().typeSomething}
          autocomplete="off"
          spellcheck={false}
          autofocus
          value={query}
          onInput={(event) => {
            setQuery(event.currentTarget.value);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
        />
        <kbd>{chordLabel("Escape")}</kbd>
      </div>
      <div
        class="palette-lines"
        role="listbox"
        id="palette-lines"
        aria-label={actions().whatCanBeDone}
        ref={list}
      >
        {groupsOf(shown).map(({ group, from, part }) => (
          <div key={`${group} ${from}`} role="group" aria-label={group}>
            {query.trim() === "" && (
              <div class="palette-group" aria-hidden="true">
                {group}
              </div>
            )}
            {part.map(({ line, places }, index) => (
              // The keyboard is in the field.
              // biome-ignore lint/a11y/useKeyWithClickEvents: Enter in the field does it
              <div
                key={line.key}
                id={lineId(from + index)}
                role="option"
                tabIndex={-1}
                aria-selected={from + index === active}
                class={from + index === active ? "palette-line chosen" : "palette-line"}
                onPointerMove={() => setAt(from + index)}
                onClick={() => choose(line)}
              >
                <Icon name={line.icon} />
                <span class="palette-says" dir="auto">
                  <Marked text={line.says} places={places} />
                </span>
                {line.hint !== "" &&
                  (line.kind === "action" ? (
                    <kbd>{line.hint}</kbd>
                  ) : (
                    <span class="palette-hint">{line.hint}</span>
                  ))}
                {query.trim() !== "" && line.kind !== "action" && (
                  <span class="palette-kind">{actions().kinds[line.kind]}</span>
                )}
              </div>
            ))}
          </div>
        ))}
      </div>
      <p class="palette-note" role="status">
        {shown.length === 0 ? actions().nothingNamed : ""}
      </p>
    </dialog>
  );
}

/** The chats that are listed, and those with such a title that are not. */
function useTitles({ store, commands }: App, query: string): readonly { id: string; title: string }[] {
  const listed = store.part("list").value.items;
  const [found, setFound] = useState<readonly { id: string; title: string }[]>([]);
  const isAll = store.part("list").value.next === null;
  useEffect(() => {
    if (query.trim() === "" || isAll) return;
    let isOld = false;
    const timer = setTimeout(() => {
      void commands.titled(query.trim()).then((chats) => {
        if (!isOld) setFound(chats);
      });
    }, TITLES_PAUSE_MS);
    return () => {
      isOld = true;
      clearTimeout(timer);
    };
  }, [query, isAll]);
  return useMemo(() => {
    const known = new Set(listed.map(({ id }) => id));
    return [...listed, ...found.filter(({ id }) => !known.has(id))];
  }, [listed, found]);
}

function linesOf(app: App, chats: readonly { id: string; title: string }[]): readonly Line[] {
  const { store, commands } = app;
  const { open, settings, models } = store.now();
  const current = modelInUse(store.now());
  const chosen = settings?.shortcuts ?? {};
  const actionLines = ACTIONS.filter((action) => !action.keyOnly && (!action.inChat || open !== null)).map(
    (action): Line => ({
      key: action.id,
      kind: "action",
      says: actions().says[action.id],
      words: actions().also[action.id] ?? "",
      icon: action.icon,
      hint: chordHint(keysOf(action, chosen)[0]),
      does: () => act(app, action.id),
    }),
  );
  const settingLines = SETTINGS.filter(({ id }) => !ARE_ACTIONS.has(id)).map(
    ({ id, section }): Line => ({
      key: `setting ${id}`,
      kind: "setting",
      says: setup().titles[id],
      words: setup().also[id] ?? "",
      icon: "sliders",
      hint: setup().sections[section],
      does: () => commands.show({ kind: "settings", section, setting: id }),
    }),
  );
  const chatLines = chats.map(
    (chat): Line => ({
      key: `chat ${chat.id}`,
      kind: "chat",
      says: titleOf(chat),
      words: "",
      icon: "message",
      hint: chat.id === open?.id ? actions().onScreen : "",
      does: () => commands.open(chat.id),
    }),
  );
  const modelLines = (models.value?.models ?? []).map(
    (model): Line => ({
      key: `model ${model.id}`,
      kind: "model",
      says: modelLabel(model.id),
      words: `${model.provider} ${actions().useModel}`,
      icon: "thought",
      hint: model.id === current ? actions().inUse : model.provider,
      does: () => {
        void commands.chooseModel(model.id);
        commands.usedModel(model.id);
        focusComposer();
      },
    }),
  );
  return [...actionLines, ...chatLines, ...settingLines, ...modelLines];
}

function chordHint(chord: string | undefined): string {
  return chord === undefined ? "" : chordLabel(chord);
}

/** `recent`: the last actions from here, the newest first; a chat's own are not there without one. */
function shownOf(lines: readonly Line[], query: string, recent: readonly string[]): readonly Shown[] {
  if (query === "") {
    const all = lines.filter((line) => line.kind === "action");
    const last = recent.filter((id) => all.some(({ key }) => key === id)).slice(0, RECENT_ACTIONS);
    const plain = (group: string) => (line: Line) => ({ line, places: [], group });
    return [
      ...last.flatMap((id) => all.filter(({ key }) => key === id)).map(plain(actions().lastUsed)),
      ...lines
        .filter(({ kind }) => kind === "chat")
        .slice(0, RECENT_CHATS)
        .map(plain(actions().lastChats)),
      ...all.filter(({ key }) => !last.includes(key)).map(plain(actions().actions)),
    ];
  }
  return lines
    .flatMap((line) => {
      const named = fuzzy(query, line.says);
      const worded = named === null && line.words !== "" ? fuzzy(query, `${line.says} ${line.words}`) : null;
      if (named === null && worded === null) return [];
      const score = (named?.score ?? (worded?.score ?? 0) / 2) + WEIGHTS[line.kind];
      return [{ line, places: named?.places ?? [], group: actions().found, score }];
    })
    .sort((one, other) => other.score - one.score)
    .slice(0, MOST);
}

/** Neighbours of one group, and where the first of them stands among all. */
function groupsOf(shown: readonly Shown[]): { group: string; from: number; part: readonly Shown[] }[] {
  const groups: { group: string; from: number; part: Shown[] }[] = [];
  shown.forEach((one, from) => {
    const last = groups[groups.length - 1];
    if (last?.group === one.group) last.part.push(one);
    else groups.push({ group: one.group, from, part: [one] });
  });
  return groups;
}

function Marked({ text, places }: { text: string; places: readonly number[] }): JSX.Element {
  if (places.length === 0) return <>{text}</>;
  const marked = new Set(places);
  const pieces: { text: string; hit: boolean }[] = [];
  Array.from(text).forEach((character, at) => {
    const last = pieces[pieces.length - 1];
    if (last?.hit === marked.has(at)) last.text += character;
    else pieces.push({ text: character, hit: marked.has(at) });
  });
  return (
    <>
      {pieces.map((piece, at) =>
        piece.hit ? <b key={at}>{piece.text}</b> : <span key={at}>{piece.text}</span>,
      )}
    </>
  );
}

function lineId(at: number): string {
  return `palette-${at}`;
}
