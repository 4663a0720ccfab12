/** Each action and its keys, which a person can choose. What has these keys already is said before it loses them. */
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Settings } from "../../wire/shapes";
import { actions } from "../../words/actions";
import { common } from "../../words/common";
import { ACTIONS, type Action, type ActionId, conflictOf, GROUPS, type Group, keysOf } from "../actions";
import { chordLabel, chordOf, isUsable } from "../chords";
import { useApp } from "../context";
import { focusOnce } from "../focus";
import { Icon } from "../icons";
import { isImeKey } from "../keys";
import { Problem, Setting, useChange } from "./setting";

type Chosen = Settings["shortcuts"];

export function Shortcuts({ settings, query }: { settings: Settings; query: string }): JSX.Element {
  const { change, problem } = useChange();
  const [recording, setRecording] = useState<ActionId | null>(null);
  const chosen = settings.shortcuts;
  const set = (shortcuts: Chosen): void => {
    setRecording(null);
    change({ shortcuts });
  };
  const isChanged = Object.keys(chosen).length > 0;
  return (
    <Setting id="shortcuts">
      {(_, fixed) => (
        <>
          <Problem text={problem} />
          {GROUPS.map((group) => {
            const found = matching(group, query);
            if (found.length === 0) return null;
            return (
              <div key={group} class="keys-group">
                <h5>{actions().groups[group]}</h5>
                <ul>
                  {found.map((action) => (
                    <ActionKeys
                      key={action.id}
                      action={action}
                      chosen={chosen}
                      fixed={fixed}
                      recording={recording === action.id}
                      record={(on) => setRecording(on ? action.id : null)}
                      set={set}
                    />
                  ))}
                </ul>
              </div>
            );
          })}
          <div class="dialog-actions">
            <button type="button" class="button" disabled={fixed || !isChanged} onClick={() => set({})}>
              {actions().resetAll}
            </button>
          </div>
        </>
      )}
    </Setting>
  );
}

/** With a search only the actions that are named so, unless it is for shortcuts as such. */
function matching(group: Group, query: string): readonly Action[] {
  const all = ACTIONS.filter((action) => action.group === group);
  const words = query.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const isNamed = ({ id }: Action): boolean => {
    const text = `${actions().says[id]} ${actions().also[id] ?? ""}`.toLocaleLowerCase();
    return words.every((word) => text.includes(word));
  };
  return ACTIONS.some(isNamed) ? all.filter(isNamed) : all;
}

interface KeysProps {
  readonly action: Action;
  readonly chosen: Chosen;
  readonly fixed: boolean;
  readonly recording: boolean;
  readonly record: (on: boolean) => void;
  readonly set: (chosen: Chosen) => void;
}

function ActionKeys({ action, chosen, fixed, recording, record, set }: KeysProps): JSX.Element {
  const { commands } = useApp();
  const [wanted, setWanted] = useState<string | null>(null);
  const [refused, setRefused] = useState("");
  const button = useRef<HTMLButtonElement>(null);
  const isAsking = useRef(false); // the button that listens goes away then, which is no reason to stop
  const keys = keysOf(action, chosen);
  const says = actions().says[action.id];
  const shown = keys.map((key) => chordLabel(key)); // in these words also for a screen reader
  const isOwn = chosen[action.id] !== undefined;
  const conflict = wanted === null ? null : conflictOf(wanted, action.id, chosen);
  const end = (): void => {
    setWanted(null);
    setRefused("");
    record(false);
    requestAnimationFrame(() => button.current?.focus());
  };
  const take = (chord: string): void => {
    const other = conflictOf(chord, action.id, chosen);
    const without = other === null ? [] : keysOf(other, chosen).filter((one) => one !== chord);
    set({
      ...chosen,
      ...(other === null ? {} : { [other.id]: without.join(" ") }),
      [action.id]: chord,
    });
    commands.say(actions().areNow({ says, keys: chordLabel(chord) }));
    end();
  };
  useEffect(() => {
    if (!recording) {
      isAsking.current = false;
      setWanted(null);
      setRefused("");
    }
  }, [recording]);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (isImeKey(event) || event.key === "Tab") return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === "Escape") {
      end();
      return;
    }
    const chord = chordOf(event);
    if (chord === null) return;
    if (!isUsable(chord)) {
      setRefused(actions().notUsable);
      return;
    }
    setRefused("");
    if (conflictOf(chord, action.id, chosen) === null) take(chord);
    else {
      isAsking.current = true;
      setWanted(chord);
    }
  };

  return (
    <li class="keys-line">
      <span class="keys-says" id={`keys-${action.id}`}>
        {says}
      </span>
      {recording && conflict === null && (
        <button
          type="button"
          class="keys-record recording"
          aria-label={actions().pressFor({ says })}
          ref={focusOnce}
          onKeyDown={onKeyDown}
          onBlur={() => {
            if (!isAsking.current) record(false);
          }}
        >
          {actions().pressThe}
        </button>
      )}
      {!recording && (
        <button
          ref={button}
          type="button"
          class="keys-record"
          disabled={fixed}
          aria-label={actions().changeThem({ says, keys: shown.join(" ") || actions().none })}
          onClick={() => record(true)}
        >
          {keys.length === 0 ? (
            <span class="keys-none">{actions().none}</span>
          ) : (
            shown.flatMap((key) => [<kbd key={key}>{key}</kbd>, " "])
          )}
        </button>
      )}
      {!recording && isOwn && (
        <button
          type="button"
          class="icon-button small"
          aria-label={actions().resetOf({ says })}
          title={common().reset}
          disabled={fixed}
          onClick={() => {
            const { [action.id]: _, ...others } = chosen as Record<string, string>;
            set(others);
            button.current?.focus();
          }}
        >
          <Icon name="retry" />
        </button>
      )}
      {!recording && !isOwn && keys.length > 0 && (
        <button
          type="button"
          class="icon-button small"
          aria-label={actions().takeAwayFrom({ says })}
          title={actions().takeAway}
          disabled={fixed}
          onClick={() => {
            set({ ...chosen, [action.id]: "" });
            button.current?.focus();
          }}
        >
          <Icon name="close" />
        </button>
      )}
      {refused !== "" && (
        <p class="keys-note error-text" role="alert">
          {refused}
        </p>
      )}
      {recording && conflict !== null && wanted !== null && (
        <div class="keys-note" role="alert">
          <p>{actions().belongsTo({ keys: chordLabel(wanted), says: actions().says[conflict.id] })}</p>
          <span class="keys-choice">
            <button type="button" class="button small" ref={focusOnce} onClick={end}>
              {actions().keepThere}
            </button>
            <button type="button" class="button small" onClick={() => take(wanted)}>
              {actions().useHere}
            </button>
          </span>
        </div>
      )}
    </li>
  );
}
