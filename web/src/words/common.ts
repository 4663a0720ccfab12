/** Words that several parts of the page use, and quantities with their units. */
import { words } from "./language";
import { fixed, number } from "./numbers";

const english = {
  cancel: "Cancel",
  save: "Save",
  saveName: ({ name }: { name: string }) => `Save ${name}`,
  close: "Close",
  keep: "Keep",
  edit: "Edit",
  remove: "Remove",
  removeName: ({ name }: { name: string }) => `Remove ${name}`,
  reset: "Reset",
  back: "Back",
  send: "Send",
  sending: "Sending…",
  open: "Open",
  copy: "Copy",
  copied: "Copied",
  copyFailed: "Copy failed",
  copyMarkdown: "Copy as Markdown",
  copyText: "Copy as plain text",
  tryAgain: "Try again",
  reading: "Reading…",
  loading: "Loading…",
  newChat: "New chat",
  you: "You",
  answer: "Answer",
  files: "Files",
  countOfFiles: ({ count }: { count: number }) => `${number(count)} files`,
  settings: "Settings",
  providers: "Models and providers",
  addProvider: "Add a provider",
  invisible: "An invisible character",
  /** What stands on keys whose names are words. */
  keys: {
    Mod: "Ctrl",
    Ctrl: "Ctrl",
    Shift: "Shift",
    Enter: "Enter",
    Escape: "Esc",
    PageUp: "Page up",
    PageDown: "Page down",
    Home: "Home",
    End: "End",
    Delete: "Delete",
    Space: "Space",
  },

  milliseconds: ({ ms }: { ms: number }) => `${ms} ms`,
  seconds: ({ s, digits }: { s: number; digits: number }) => `${fixed(s, digits)} s`,
  minutes: ({ min, s }: { min: number; s: number }) => `${min} min ${s} s`,
  bytes: ({ value }: { value: number }) => `${value} B`,
  kilobytes: ({ value }: { value: number }) => `${value} kB`,
  megabytes: ({ value, digits }: { value: number; digits: number }) => `${fixed(value, digits)} MB`,
  thousand: ({ value }: { value: string }) => `${value}k`,
  million: ({ value }: { value: string }) => `${value}M`,
  dollars: ({ amount, digits }: { amount: number; digits: number }) => `$${fixed(amount, digits)}`,
  lessThan: ({ what }: { what: string }) => `< ${what}`,
};

export type CommonWords = typeof english;
export const common = words("common", english);
