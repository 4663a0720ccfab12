/** One setting: its name, what it means, its control, and a note where the environment has set it for this launch. */
import { type ComponentChildren, createContext, type JSX } from "preact";
import { useContext, useEffect, useRef, useState } from "preact/hooks";
import type { Settings, SettingsChange } from "../../wire/shapes";
import { setup } from "../../words/setup";
import { useApp } from "../context";
import { Icon, type IconName } from "../icons";
import { entryOf, type SettingId } from "./catalog";

export interface Looking {
  /** What the search leaves; null is all. */
  readonly found: ReadonlySet<SettingId> | null;
  /** The one that somebody came for. */
  readonly wanted: string | null;
}

export const LookingContext = createContext<Looking>({ found: null, wanted: null });

/** The ids that tie a control to its name and note. */
export interface Ids {
  readonly id: string;
  /** Absent where its name is a label of its own. */
  readonly "aria-labelledby"?: string;
  /** Where it stands beside no name of a setting. */
  readonly "aria-label"?: string;
  readonly "aria-describedby"?: string;
}

/** Those with one control, which a click on the name reaches. */
const LABELLED: ReadonlySet<SettingId> = new Set([
  "language",
  "notify",
  "releases",
  "tray",
  "quickBar",
  "login",
  "defaultModel",
  "modelTitles",
  "wrapCode",
]);

interface Props {
  readonly id: SettingId;
  /** Beside its name, where there is room for it. */
  readonly side?: boolean;
  /** What is so on this machine, which is only known when it was asked. */
  readonly here?: string;
  readonly children?: (ids: Ids, fixed: boolean) => ComponentChildren;
}

export function Setting({ id, side, here, children }: Props): JSX.Element | null {
  const { store } = useApp();
  const { found, wanted } = useContext(LookingContext);
  const place = useRef<HTMLElement>(null);
  const overridden = store.part("settings").value?.overridden ?? [];
  const { key } = entryOf(id);
  const fixed = key !== undefined && overridden.some((name) => name === key || name === snake(key));
  useEffect(() => {
    if (wanted !== id) return;
    // After the dialog has opened, which sends the keyboard to its beginning.
    const frame = requestAnimationFrame(() => {
      place.current?.scrollIntoView({ block: "center" });
      place.current
        ?.querySelector<HTMLElement>("input:not(:disabled), select:not(:disabled), button")
        ?.focus();
    });
    return () => cancelAnimationFrame(frame);
  }, [wanted]);
  if (found !== null && !found.has(id)) return null;
  return (
    <section
      ref={place}
      class={side ? "setting side" : "setting"}
      data-setting={id}
      data-wanted={wanted === id}
    >
      <div class="setting-words">
        <h4 id={`name-${id}`}>
          {LABELLED.has(id) ? <label for={`control-${id}`}>{setup().titles[id]}</label> : setup().titles[id]}
        </h4>
        <p id={`note-${id}`} class="field-note">
          {setup().notes[id]}
        </p>
        {here !== undefined && (
          <p class="field-note" role="status">
            {here}
          </p>
        )}
        {fixed && <p class="field-note setting-fixed">{setup().fixed}</p>}
      </div>
      {children && (
        <div class="setting-control">
          {children(
            {
              id: `control-${id}`,
              ...(LABELLED.has(id) ? {} : { "aria-labelledby": `name-${id}` }),
              "aria-describedby": `note-${id}`,
            },
            fixed,
          )}
        </div>
      )}
    </section>
  );
}

/** Changes settings, and tells what went wrong. */
export function useChange(): { readonly change: (wanted: SettingsChange) => void; readonly problem: string } {
  const { commands } = useApp();
  const [problem, setProblem] = useState("");
  const change = (wanted: SettingsChange): void => {
    void commands.changeSettings(wanted).then((done) => setProblem(done.ok ? "" : done.detail));
  };
  return { change, problem };
}

export function Problem({ text }: { text: string }): JSX.Element | null {
  if (text === "") return null;
  return (
    <p class="error-text" role="alert">
      {text}
    </p>
  );
}

interface ButtonProps {
  readonly id: SettingId;
  readonly icon?: IconName;
  readonly says: string;
  /** What it began has not ended: it stays where the keyboard is, and does nothing. */
  readonly busy?: boolean;
  readonly press: () => void;
}

/** Something that is done with a button beside its words. */
export function ButtonSetting({ id, icon, says, busy, press }: ButtonProps): JSX.Element {
  return (
    <Setting id={id} side>
      {(ids) => (
        <button
          type="button"
          class="button"
          aria-describedby={ids["aria-describedby"]}
          aria-disabled={busy}
          onClick={() => {
            if (busy !== true) press();
          }}
        >
          {icon !== undefined && <Icon name={icon} />} {says}
        </button>
      )}
    </Setting>
  );
}

interface SegmentsProps<V extends string> {
  readonly name: string;
  readonly ids: Ids;
  readonly value: V;
  readonly choices: readonly (readonly [V, string])[];
  readonly disabled: boolean;
  readonly choose: (value: V) => void;
}

/** One of a few, all in sight. */
export function Segments<V extends string>(props: SegmentsProps<V>): JSX.Element {
  return (
    <div class="segments" role="radiogroup" {...props.ids}>
      {props.choices.map(([value, says]) => (
        <label key={value} class={props.value === value ? "segment chosen" : "segment"}>
          <input
            type="radio"
            name={props.name}
            checked={props.value === value}
            disabled={props.disabled}
            onChange={() => props.choose(value)}
          />
          {says}
        </label>
      ))}
    </div>
  );
}

interface SwitchProps {
  readonly ids: Ids;
  readonly on: boolean;
  readonly disabled: boolean;
  readonly turn: (on: boolean) => void;
}

export function OnOff({ ids, on, disabled, turn }: SwitchProps): JSX.Element {
  return (
    <input
      type="checkbox"
      role="switch"
      aria-checked={on}
      class="on-off"
      {...ids}
      checked={on}
      disabled={disabled}
      onChange={(event) => turn(event.currentTarget.checked)}
    />
  );
}

function snake(name: keyof Settings): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
