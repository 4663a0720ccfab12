/**
 * Everything that can be done by a key or from the palette: one table, from which the handler, the palette, the list of
 * shortcuts and the settings are made. What an action is called stands in `words/actions.ts`, what it does in `acts.ts`.
 */
import type { Settings } from "../wire/shapes";
import type { Chord } from "./chords";
import type { IconName } from "./icons";

export type Group = "general" | "chat" | "message" | "look" | "data";

export const GROUPS: readonly Group[] = ["general", "chat", "message", "look", "data"];

interface Row {
  readonly group: Group;
  readonly icon: IconName;
  /** As they come; a person may choose others. The first is shown. Several where a browser keeps one for itself. */
  readonly keys?: readonly Chord[];
  /** Only while a chat is on screen. */
  readonly inChat?: true;
  /** Also while a dialog is open. */
  readonly always?: true;
  /** It opens the palette itself, or makes sense by a key only. */
  readonly keyOnly?: true;
}

const TABLE = {
  palette: {
    group: "general",
    icon: "terminal",
    keys: ["Mod+K", "Mod+Shift+P"],
    keyOnly: true,
  },
  newChat: {
    group: "general",
    icon: "plus",
    keys: ["Mod+N", "Mod+Shift+O"],
  },
  searchChats: {
    group: "general",
    icon: "search",
    keys: ["Mod+Shift+F"],
  },
  settings: {
    group: "general",
    icon: "settings",
    keys: ["Mod+,"],
  },
  shortcuts: {
    group: "general",
    icon: "keyboard",
    keys: ["?", "Mod+/"],
  },
  whatIsNew: { group: "general", icon: "star" },
  providers: {
    group: "general",
    icon: "server",
  },
  addProvider: { group: "general", icon: "plus" },
  nextChat: { group: "general", icon: "down", keys: ["Alt+Shift+ArrowDown"] },
  previousChat: {
    group: "general",
    icon: "up",
    keys: ["Alt+Shift+ArrowUp"],
  },
  nextPane: {
    group: "general",
    icon: "chevronRight",
    keys: ["F6"],
    keyOnly: true,
  },

  findInChat: { group: "chat", icon: "search", keys: ["Mod+F"], inChat: true },
  renameChat: { group: "chat", icon: "pencil", inChat: true },
  pinChat: {
    group: "chat",
    icon: "pin",
    inChat: true,
  },
  tagChat: {
    group: "chat",
    icon: "tag",
    inChat: true,
  },
  archiveChat: {
    group: "chat",
    icon: "archive",
    inChat: true,
  },
  deleteChat: { group: "chat", icon: "trash", inChat: true },
  chatSettings: {
    group: "chat",
    icon: "sliders",
  },
  chooseMode: { group: "chat", icon: "shield", keys: ["Mod+."] },
  modeAsk: { group: "chat", icon: "shield" },
  modePlan: { group: "chat", icon: "list" },
  modeAuto: { group: "chat", icon: "bolt" },
  chooseFolder: {
    group: "chat",
    icon: "folder",
  },
  branches: {
    group: "chat",
    icon: "branch",
    keys: ["Mod+Shift+L"],
    inChat: true,
  },
  changes: {
    group: "chat",
    icon: "undo",
    inChat: true,
  },
  copyMarkdown: { group: "chat", icon: "copy", inChat: true },
  copyText: { group: "chat", icon: "copy", inChat: true },
  saveMarkdown: {
    group: "chat",
    icon: "download",
    inChat: true,
  },
  saveHtml: {
    group: "chat",
    icon: "download",
    inChat: true,
  },
  saveJson: {
    group: "chat",
    icon: "download",
    inChat: true,
  },
  openInBrowser: { group: "general", icon: "globe" },
  printChat: {
    group: "chat",
    icon: "printer",
    keys: ["Mod+P"],
    inChat: true,
  },

  focusComposer: {
    group: "message",
    icon: "pencil",
    keys: ["Shift+Escape"],
  },
  // With Shift another sign stands on the key with the full stop: on an English keyboard, on a German one.
  quote: {
    group: "message",
    icon: "quote",
    keys: ["Mod+>", "Mod+:"],
    keyOnly: true,
  },
  goToAsked: {
    group: "message",
    icon: "question",
    keys: ["Mod+J"],
    inChat: true,
  },
  stopAnswer: {
    group: "message",
    icon: "stop",
    inChat: true,
  },

  bigger: {
    group: "look",
    icon: "plus",
    keys: ["Mod++", "Mod+="],
    always: true,
  },
  smaller: {
    group: "look",
    icon: "minus",
    keys: ["Mod+-"],
    always: true,
  },
  normalSize: {
    group: "look",
    icon: "search",
    keys: ["Mod+0"],
    always: true,
  },
  sidebar: {
    group: "look",
    icon: "menu",
    keys: ["Mod+B"],
  },
  themeLight: { group: "look", icon: "eye" },
  themeDark: { group: "look", icon: "eye" },
  themeSystem: { group: "look", icon: "eye" },

  showArchive: { group: "data", icon: "archive" },
  showBin: { group: "data", icon: "trash" },
  exportAll: { group: "data", icon: "download" },
  importAll: { group: "data", icon: "up" },
} as const satisfies Readonly<Record<string, Row>>;

export type ActionId = keyof typeof TABLE;
export type Action = Row & { readonly id: ActionId };

export const ACTIONS: readonly Action[] = Object.entries(TABLE).map(([id, row]) => ({
  ...(row as Row),
  id: id as ActionId, // the table's own keys
}));

export function actionOf(id: ActionId): Action {
  return { ...(TABLE[id] as Row), id };
}

/** Keys that stay as they are, because they belong to what has the focus. */
export const FIXED = [
  { keys: ["Shift+Enter"], id: "newLine", group: "message" },
  { keys: ["Escape"], id: "closeOrStop", group: "message" },
  { keys: ["ArrowUp"], id: "editLast", group: "message" },
  { keys: ["Home", "End"], id: "firstAndLatest", group: "message" },
  { keys: ["PageUp", "PageDown"], id: "aPage", group: "message" },
  { keys: ["F2"], id: "renameFocused", group: "general" },
  { keys: ["Delete"], id: "deleteFocused", group: "general" },
  { keys: ["Shift+F10"], id: "menuFocused", group: "general" },
] as const satisfies readonly { keys: readonly Chord[]; id: string; group: Group }[];

type Chosen = Settings["shortcuts"];

/** The keys of an action: a person's own, or as they come. An empty text took them away. */
export function keysOf({ id, keys = [] }: Pick<Action, "id" | "keys">, chosen: Chosen): readonly Chord[] {
  const own = chosen[id];
  if (own === undefined) return keys;
  return own === "" ? [] : own.split(" ");
}

/** What a chord does now. A person's own choice goes before what comes with the app. */
export function actionFor(chord: Chord, chosen: Chosen): Action | null {
  const all = ACTIONS.filter((action) => keysOf(action, chosen).includes(chord));
  return all.find((action) => chosen[action.id] !== undefined) ?? all[0] ?? null;
}

/** Which other action has these keys already. */
export function conflictOf(chord: Chord, id: ActionId, chosen: Chosen): Action | null {
  return ACTIONS.find((action) => action.id !== id && keysOf(action, chosen).includes(chord)) ?? null;
}
