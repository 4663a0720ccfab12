/**
 * Everything by typing a part of its name: actions, chats, models and settings. The keyboard stays in the field, which
 * names the chosen line to a screen reader; arrows choose, Enter does it.
 */
import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { chordLabel } from "./chords";
import { type App, useApp } from "./context";
import { afterDialog, focusComposer } from "./focus";
import { Icon } from "./icons";
import { isImeKey } from "./keys";
import { groupsOf, type Line, linesOf, shownOf } from "./palette-lines";
import "./styles/dialogs.css";
import "./styles/palette.css";
import { actions } from "../words/actions";

const PAGE = 8;
const TITLES_PAUSE_MS = 150;

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
    } else if (event.key === "Escape") {
      // At once: the dialog's own close is told of later, and until then its keys would close it again.
      event.preventDefault();
      event.stopPropagation();
      commands.closeDialog();
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
