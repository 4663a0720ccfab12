/** What the fields in which messages are written have in common. */
import { type AppState, keyOf } from "../state/app";
import { directionOfText } from "../text/direction";
import type { Settings } from "../wire/shapes";
import { common } from "../words/common";
import { focusComposer } from "./focus";
import { isMac } from "./keys";

/** A text of so many characters is higher than any field, in whatever width. */
const LONG = 20_000;

/** As high as its text; its style sheet says how high at most. */
export function growWithText(area: HTMLTextAreaElement | null): void {
  if (area === null) return;
  if (area.value.length > LONG) {
    area.style.height = "100vh"; // as high as it may be, and nothing to measure
    return;
  }
  area.style.height = "auto";
  const edges = area.offsetHeight - area.clientHeight;
  area.style.height = `${area.scrollHeight + edges}px`;
}

/** Puts a text into a field and the caret, or what is to be filled in, where it belongs: the next key goes there. */
export function writeInto(field: HTMLElement | null, text: string, from = text.length, to = from): void {
  if (!(field instanceof HTMLTextAreaElement)) return;
  field.value = text;
  field.focus();
  field.setSelectionRange(from, to);
}

/** This field goes while somebody writes in it: they go on where their words are now. */
export function goOnWriting(
  state: AppState,
  { value, selectionStart, selectionEnd }: HTMLTextAreaElement,
): void {
  const draft = state.drafts[keyOf(state)] ?? "";
  if (value.trim() === "" || !draft.startsWith(value)) focusComposer();
  else writeInto(document.getElementById("composer"), draft, selectionStart, selectionEnd);
}

/**
 * Which way a field runs. For a long text it is looked up here: with `auto` a browser lays it out in a time that grows
 * with the square of its length.
 */
export function directionOf(text: string): "auto" | "ltr" | "rtl" {
  if (text.length <= LONG) return "auto";
  return directionOfText(text) ?? "ltr";
}

type Key = Pick<KeyboardEvent, "key" | "shiftKey" | "altKey" | "ctrlKey" | "metaKey">;

/** True for the key that sends, by the person's choice: Enter, or Enter with Ctrl or Cmd. */
export function sends(event: Key, sendWith: Settings["sendWith"]): boolean {
  if (event.key !== "Enter" || event.altKey || event.shiftKey) return false;
  return sendWith === "enter" ? !isMod(event) : isMod(event);
}

/** The second way to send: into the answer that is being written. */
export function steers(event: Key, sendWith: Settings["sendWith"]): boolean {
  if (event.key !== "Enter" || event.altKey || !isMod(event)) return false;
  return sendWith === "enter" ? !event.shiftKey : event.shiftKey;
}

export function sendLabel(sendWith: Settings["sendWith"]): string {
  const { Enter, Mod } = common().keys;
  if (sendWith === "enter") return Enter;
  return isMac ? `⌘${Enter}` : `${Mod}+${Enter}`;
}

export function steerLabel(sendWith: Settings["sendWith"]): string {
  const { Enter, Mod, Shift } = common().keys;
  if (isMac) return sendWith === "enter" ? `⌘${Enter}` : `⇧⌘${Enter}`;
  return sendWith === "enter" ? `${Mod}+${Enter}` : `${Mod}+${Shift}+${Enter}`;
}

function isMod({ ctrlKey, metaKey }: Key): boolean {
  return isMac ? metaKey : ctrlKey;
}

/** Up in a field without text, which asks for the last message again; in one with text it moves the caret. */
export function asksForLast(event: Key, text: string): boolean {
  const plain = !event.shiftKey && !event.altKey && !event.ctrlKey && !event.metaKey;
  return event.key === "ArrowUp" && plain && text === "";
}
