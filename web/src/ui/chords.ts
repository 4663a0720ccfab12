/**
 * Keys pressed together, as text: `Mod+Shift+F`. `Mod` is Ctrl, on a Mac Cmd. The same text is in the table of actions,
 * in the settings and, with the system's own names, on the screen.
 */

import { common } from "../words/common";
import { isImeKey, isMac } from "./keys";

export type Chord = string;

type Pressed = Pick<
  KeyboardEvent,
  "key" | "code" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey" | "isComposing" | "keyCode"
> & { getModifierState?: (key: "AltGraph") => boolean };

const MODIFIERS: ReadonlySet<string> = new Set(["Control", "Shift", "Alt", "Meta", "AltGraph", "CapsLock"]);

/** What was pressed; null for a modifier alone, for what an input method uses, and for AltGr, which types characters. */
export function chordOf(event: Pressed, mac = isMac): Chord | null {
  if (isImeKey(event) || MODIFIERS.has(event.key) || event.key === "Dead" || event.key === "Process")
    return null;
  if (!mac && (event.getModifierState?.("AltGraph") || (event.ctrlKey && event.altKey))) return null;
  if (!mac && event.metaKey) return null; // the system's own
  const key = keyOf(event);
  const isShifted = event.shiftKey && !isSign(key); // a sign says by itself that Shift was held
  return [
    (mac ? event.metaKey : event.ctrlKey) ? "Mod" : "",
    mac && event.ctrlKey ? "Ctrl" : "",
    event.altKey ? "Alt" : "",
    isShifted ? "Shift" : "",
    key,
  ]
    .filter(Boolean)
    .join("+");
}

/** Letters by their place on the keyboard where it types another alphabet, or where a Mac's Alt changes them. */
function keyOf({ key, code, altKey }: Pressed): string {
  if (key === " ") return "Space";
  if ([...key].length > 1) return key;
  const place = /^Key([A-Z])$/.exec(code)?.[1];
  if (place !== undefined && (altKey || key > "\u007f")) return place;
  return key.toUpperCase();
}

function isSign(key: string): boolean {
  return key.length === 1 && !/[A-Z0-9]/.test(key);
}

const SIGNS: Readonly<Record<string, string>> = {
  ArrowUp: "↑",
  ArrowDown: "↓",
  ArrowLeft: "←",
  ArrowRight: "→",
};
const MAC_SIGNS: Readonly<Record<string, string>> = { Mod: "⌘", Ctrl: "⌃", Alt: "⌥", Shift: "⇧", Enter: "↩" };

/** As it is written on this system's keys: `Ctrl+Shift+F`, `⌘⇧F`. */
export function chordLabel(chord: Chord, mac = isMac): string {
  const parts = partsOf(chord);
  const names: Readonly<Record<string, string>> = common().keys;
  const name = (part: string): string => SIGNS[part] ?? names[part] ?? part;
  return mac ? parts.map((part) => MAC_SIGNS[part] ?? name(part)).join("") : parts.map(name).join("+");
}

/** As a screen reader takes it (`aria-keyshortcuts`). */
export function chordForAria(chord: Chord, mac = isMac): string {
  return partsOf(chord)
    .map((part) => (part === "Mod" ? (mac ? "Meta" : "Control") : part === "Ctrl" ? "Control" : part))
    .join("+");
}

function partsOf(chord: Chord): readonly string[] {
  if (chord === "+") return ["+"];
  return chord.endsWith("++") ? [...chord.slice(0, -2).split("+"), "+"] : chord.split("+");
}

/** Whether a person may give these keys to an action: letters and signs alone are text. */
export function isUsable(chord: Chord): boolean {
  const parts = partsOf(chord);
  const key = parts[parts.length - 1] ?? "";
  if (["Escape", "Tab", "Enter", "Backspace"].includes(key) && parts.length === 1) return false;
  return /^F\d{1,2}$/.test(key) || parts.some((part) => part === "Mod" || part === "Ctrl" || part === "Alt");
}
