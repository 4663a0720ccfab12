/**
 * Everything that can be done by a key or from the palette: one table, from which the handler, the palette, the list of
 * shortcuts and the settings are made. What an action does stands in `acts.ts`.
 */
import type { Settings } from "../wire/shapes";
import type { Chord } from "./chords";
import type { IconName } from "./icons";

export type Group = "general" | "chat" | "message" | "look" | "data";

export const GROUPS: Readonly<Record<Group, string>> = {
  general: "General",
  chat: "This chat",
  message: "Writing and reading",
  look: "Look",
  data: "Your data",
};

interface Row {
  readonly group: Group;
  readonly says: string;
  readonly icon: IconName;
  /** As they come; a person may choose others. The first is shown. Several where a browser keeps one for itself. */
  readonly keys?: readonly Chord[];
  /** Other words by which somebody may look for it. */
  readonly words?: string;
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
    says: "Open the command palette",
    icon: "terminal",
    keys: ["Mod+K", "Mod+Shift+P"],
    keyOnly: true,
  },
  newChat: {
    group: "general",
    says: "New chat",
    icon: "plus",
    keys: ["Mod+N", "Mod+Shift+O"],
    words: "start begin",
  },
  searchChats: {
    group: "general",
    says: "Search all chats",
    icon: "search",
    keys: ["Mod+Shift+F"],
    words: "find text history",
  },
  settings: {
    group: "general",
    says: "Settings",
    icon: "settings",
    keys: ["Mod+,"],
    words: "preferences options",
  },
  shortcuts: {
    group: "general",
    says: "Keyboard shortcuts",
    icon: "keyboard",
    keys: ["?", "Mod+/"],
    words: "keys help",
  },
  providers: {
    group: "general",
    says: "Models and providers",
    icon: "server",
    words: "api key ollama openai",
  },
  addProvider: { group: "general", says: "Add a provider", icon: "plus", words: "api key model connect" },
  nextChat: { group: "general", says: "Next chat in the list", icon: "down", keys: ["Alt+Shift+ArrowDown"] },
  previousChat: {
    group: "general",
    says: "Previous chat in the list",
    icon: "up",
    keys: ["Alt+Shift+ArrowUp"],
  },
  nextPane: {
    group: "general",
    says: "Go to the next part of the window",
    icon: "chevronRight",
    keys: ["F6"],
    keyOnly: true,
  },

  findInChat: { group: "chat", says: "Find in this chat", icon: "search", keys: ["Mod+F"], inChat: true },
  renameChat: { group: "chat", says: "Rename this chat", icon: "pencil", inChat: true, words: "title name" },
  pinChat: {
    group: "chat",
    says: "Pin or unpin this chat",
    icon: "pin",
    inChat: true,
    words: "favourite star top",
  },
  tagChat: {
    group: "chat",
    says: "Tags of this chat",
    icon: "tag",
    inChat: true,
    words: "label folder category",
  },
  archiveChat: {
    group: "chat",
    says: "Archive or bring back this chat",
    icon: "archive",
    inChat: true,
    words: "hide",
  },
  deleteChat: { group: "chat", says: "Delete this chat", icon: "trash", inChat: true, words: "remove bin" },
  chatSettings: {
    group: "chat",
    says: "Instructions and settings of this chat",
    icon: "sliders",
    words: "system prompt temperature parameters thinking",
  },
  chooseFolder: {
    group: "chat",
    says: "Choose the folder of this chat",
    icon: "folder",
    words: "workspace directory",
  },
  branches: {
    group: "chat",
    says: "All branches of this chat",
    icon: "branch",
    keys: ["Mod+Shift+L"],
    inChat: true,
    words: "tree versions",
  },
  changes: {
    group: "chat",
    says: "Changes of files in this chat",
    icon: "undo",
    inChat: true,
    words: "undo redo diff restore",
  },
  copyMarkdown: { group: "chat", says: "Copy this chat as Markdown", icon: "copy", inChat: true },
  copyText: { group: "chat", says: "Copy this chat as plain text", icon: "copy", inChat: true },
  saveMarkdown: {
    group: "chat",
    says: "Save this chat as Markdown",
    icon: "download",
    inChat: true,
    words: "export file",
  },
  saveHtml: {
    group: "chat",
    says: "Save this chat as HTML",
    icon: "download",
    inChat: true,
    words: "export file web",
  },
  saveJson: {
    group: "chat",
    says: "Save this chat as JSON",
    icon: "download",
    inChat: true,
    words: "export file data",
  },
  printChat: {
    group: "chat",
    says: "Print this chat",
    icon: "printer",
    keys: ["Mod+P"],
    inChat: true,
    words: "pdf paper",
  },

  focusComposer: {
    group: "message",
    says: "Go to the message field",
    icon: "pencil",
    keys: ["Shift+Escape"],
    words: "write focus composer",
  },
  // With Shift another sign stands on the key with the full stop: on an English keyboard, on a German one.
  quote: {
    group: "message",
    says: "Quote the selected text",
    icon: "quote",
    keys: ["Mod+>", "Mod+:"],
    keyOnly: true,
  },
  goToAsked: {
    group: "message",
    says: "Go to what the assistant asks",
    icon: "question",
    keys: ["Mod+J"],
    inChat: true,
    words: "approval allow deny question",
  },
  stopAnswer: {
    group: "message",
    says: "Stop the answer",
    icon: "stop",
    inChat: true,
    words: "cancel abort",
  },

  bigger: {
    group: "look",
    says: "Larger text",
    icon: "plus",
    keys: ["Mod++", "Mod+="],
    always: true,
    words: "zoom in",
  },
  smaller: {
    group: "look",
    says: "Smaller text",
    icon: "minus",
    keys: ["Mod+-"],
    always: true,
    words: "zoom out",
  },
  normalSize: {
    group: "look",
    says: "Normal text size",
    icon: "search",
    keys: ["Mod+0"],
    always: true,
    words: "zoom reset",
  },
  sidebar: {
    group: "look",
    says: "Show or hide the list of chats",
    icon: "menu",
    keys: ["Mod+B"],
    words: "sidebar",
  },
  themeLight: { group: "look", says: "Use light colours", icon: "eye", words: "theme appearance bright" },
  themeDark: { group: "look", says: "Use dark colours", icon: "eye", words: "theme appearance night" },
  themeSystem: { group: "look", says: "Use the system's colours", icon: "eye", words: "theme appearance" },

  showArchive: { group: "data", says: "Show the archive", icon: "archive", words: "archived chats hidden" },
  showBin: { group: "data", says: "Open the bin", icon: "trash", words: "deleted restore undelete trash" },
  exportAll: { group: "data", says: "Export everything", icon: "download", words: "backup archive zip save" },
  importAll: { group: "data", says: "Import chats", icon: "up", words: "archive zip restore load" },
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
export const FIXED: readonly {
  readonly keys: readonly Chord[];
  readonly says: string;
  readonly group: Group;
}[] = [
  { keys: ["Shift+Enter"], says: "New line in a message", group: "message" },
  { keys: ["Escape"], says: "Close what is open, or stop the answer", group: "message" },
  { keys: ["ArrowUp"], says: "Edit the last message, in an empty message field", group: "message" },
  { keys: ["Home", "End"], says: "First and latest message", group: "message" },
  { keys: ["PageUp", "PageDown"], says: "A page up or down", group: "message" },
  { keys: ["F2"], says: "Rename the chat that has the focus in the list", group: "general" },
  { keys: ["Delete"], says: "Delete the chat that has the focus in the list", group: "general" },
  { keys: ["Shift+F10"], says: "Menu of the chat that has the focus in the list", group: "general" },
];

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
