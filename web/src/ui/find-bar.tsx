/**
 * Finds in the chat on screen: the window has no find of its own. Enter and F3 go on, with Shift back; Esc closes and
 * gives the keyboard back to where it was.
 */
import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { ShownTurn } from "../domain/branches";
import { Finder, type Found, firstFrom, Pattern, placeOf } from "../domain/find";
import type { Find } from "../state/finding";
import { common } from "../words/common";
import { transcript } from "../words/transcript";
import { chordLabel } from "./chords";
import { useApp } from "./context";
import { Icon } from "./icons";
import { isImeKey, isMac } from "./keys";
import { elementOf, hitIn } from "./locate";
import type { Reading } from "./reading";
import "./styles/find.css";

/** A word is searched when its typing pauses. */
const PAUSE_MS = 90;
/** Text that is being written is counted so often. */
const GROWING_MS = 250;

interface Props {
  readonly turns: readonly ShownTurn[];
  /** The same with the text that has been written since. */
  readonly turnsNow: () => readonly ShownTurn[];
  readonly reading: Reading;
}

export function FindBar({ turns: before, turnsNow, reading }: Props): JSX.Element {
  const { store, commands } = useApp();
  const find = store.part("find").value;
  const input = useRef<HTMLInputElement>(null);
  const cameFrom = useRef<Element | null>(null);
  const turns = useGrowing(before, turnsNow);
  const finder = useMemo(() => new Finder(), []);
  const query = usePaused(find, PAUSE_MS);
  const found = useMemo(() => finder.find(turns, query), [turns, query]);
  const pattern = useMemo(() => new Pattern(query, "drawn"), [query]);
  const [at, setAt] = useState(-1);
  const now = at < found.total ? at : found.total - 1;

  useLayoutEffect(() => {
    cameFrom.current ??= document.activeElement;
    input.current?.focus();
    input.current?.select();
  }, [find.asked]);

  const show = (hit: number): void => {
    setAt(hit);
    const place = placeOf(found, hit);
    if (place === null) {
      reading.mark(query.text.trim() === "" ? null : pattern, null);
      return;
    }
    const { hits, nth } = place;
    const wanted = { turn: turns[hits.turn]?.key ?? "", message: hits.message, call: hits.call };
    const element = (): Element | null => reading.content && elementOf(reading.content, wanted);
    const range = (): Range | null => {
      const around = element();
      return around && hitIn(around, pattern, nth);
    };
    reading.mark(pattern, range);
    reading.jump(hits.turn, () => range() ?? element(), "hit");
  };

  // Other words begin where somebody reads; a chat that grows only moves the count.
  useEffect(() => show(firstFrom(found, reading.topTurn)), [query]);
  useEffect(() => () => reading.mark(null, null), []);

  const step = (by: 1 | -1): void => {
    if (found.total > 0) show((now + by + found.total) % found.total);
  };
  const close = (): void => {
    const back = cameFrom.current;
    commands.closeFind();
    const focusable = back instanceof HTMLElement && back !== document.body && back.isConnected ? back : null;
    (focusable ?? document.getElementById("composer"))?.focus({ preventScroll: true });
  };

  const acts = useRef({ step, close });
  acts.current = { step, close };
  // A layout effect: an Esc before the next paint is meant for this bar, and not for the answer.
  useLayoutEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key === "Escape" && !isImeKey(event) && !isOthers(event.target)) {
        event.preventDefault(); // this layer only: the answer below goes on
        event.stopPropagation();
        acts.current.close();
        return;
      }
      const again =
        event.key === "F3" || (event.key.toLowerCase() === "g" && (isMac ? event.metaKey : event.ctrlKey));
      if (!again || isImeKey(event)) return;
      event.preventDefault();
      acts.current.step(event.shiftKey ? -1 : 1);
    };
    document.addEventListener("keydown", onKeyDown, { capture: true }); // before what Esc means for the page
    return () => document.removeEventListener("keydown", onKeyDown, { capture: true });
  }, []);

  return (
    <search
      class="find"
      aria-label={transcript().find}
      onKeyDown={(event) => {
        if (isImeKey(event) || event.key !== "Enter" || event.target !== input.current) return;
        event.preventDefault();
        step(event.shiftKey ? -1 : 1);
      }}
    >
      <Icon name="search" />
      <input
        ref={input}
        type="text"
        aria-label={transcript().findInChat}
        placeholder={transcript().findInChat}
        autocomplete="off"
        spellcheck={false}
        dir="auto"
        value={find.text}
        onInput={(event) => commands.changeFind({ text: event.currentTarget.value })}
      />
      <span class="find-count" role="status">
        {says(query.text, found, now)}
      </span>
      <Choice
        says={transcript().matchCase}
        sign="Aa"
        on={find.matchCase}
        change={(matchCase) => commands.changeFind({ matchCase })}
      />
      <Choice
        says={transcript().wholeWords}
        sign={transcript().wholeWordsSign}
        on={find.wholeWord}
        change={(wholeWord) => commands.changeFind({ wholeWord })}
      />
      <Step
        says={transcript().previousHit}
        keys="Shift+Enter"
        icon="up"
        idle={found.total === 0}
        act={() => step(-1)}
      />
      <Step
        says={transcript().nextHit}
        keys="Enter"
        icon="down"
        idle={found.total === 0}
        act={() => step(1)}
      />
      <Step says={common().close} keys="Esc" icon="close" idle={false} act={close} />
    </search>
  );
}

/** Above the bar: a dialog, a menu, the search of all chats. Their Esc is their own. */
function isOthers(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("dialog, [popover], .sidebar") !== null;
}

function says(text: string, { total }: Found, at: number): string {
  if (text.trim() === "") return "";
  return total === 0 ? transcript().noHits : transcript().hitOf({ at: at + 1, of: total });
}

function Choice(props: {
  says: string;
  sign: string;
  on: boolean;
  change: (on: boolean) => void;
}): JSX.Element {
  return (
    <button
      type="button"
      class="icon-button small find-choice"
      aria-label={props.says}
      title={props.says}
      aria-pressed={props.on}
      onClick={() => props.change(!props.on)}
    >
      {props.sign}
    </button>
  );
}

interface StepProps {
  readonly says: string;
  readonly keys: string;
  readonly icon: "up" | "down" | "close";
  readonly idle: boolean;
  readonly act: () => void;
}

function Step({ says: name, keys, icon, idle, act }: StepProps): JSX.Element {
  return (
    <button
      type="button"
      class="icon-button small"
      aria-label={name}
      title={transcript().withKeys({ name, keys: chordLabel(keys) })}
      aria-disabled={idle}
      onClick={act}
    >
      <Icon name={icon} />
    </button>
  );
}

/** The turns with what is being written in them, some times a second. */
function useGrowing(turns: readonly ShownTurn[], turnsNow: () => readonly ShownTurn[]): readonly ShownTurn[] {
  const { store } = useApp();
  const [grown, setGrown] = useState<{ of: readonly ShownTurn[]; turns: readonly ShownTurn[] } | null>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = store.part("open").subscribe(() => {
      timer ??= setTimeout(() => {
        timer = undefined;
        setGrown({ of: turns, turns: turnsNow() });
      }, GROWING_MS);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [turns, turnsNow]);
  return grown?.of === turns ? grown.turns : turns;
}

/** A query once its typing has paused; choices and the first words count at once. */
function usePaused({ text, matchCase, wholeWord }: Find, ms: number) {
  const wanted = useMemo(() => ({ text, matchCase, wholeWord }), [text, matchCase, wholeWord]);
  const [query, setQuery] = useState(wanted);
  useEffect(() => {
    const timer = setTimeout(() => setQuery(wanted), ms);
    return () => clearTimeout(timer);
  }, [wanted]);
  return query;
}
