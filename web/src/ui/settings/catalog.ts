/** What can be set: its names, its place, and the words by which somebody may look for it. The controls are beside it. */
import type { Section } from "../../state/app";
import type { Settings } from "../../wire/shapes";
import type { IconName } from "../icons";

export const SECTIONS: Readonly<Record<Section, { readonly name: string; readonly icon: IconName }>> = {
  general: { name: "General", icon: "settings" },
  chat: { name: "Chat", icon: "message" },
  access: { name: "Accessibility", icon: "access" },
  shortcuts: { name: "Keyboard shortcuts", icon: "keyboard" },
  models: { name: "Models and providers", icon: "server" },
  data: { name: "Data", icon: "database" },
  about: { name: "About", icon: "info" },
};

export const ORDER = Object.keys(SECTIONS) as readonly Section[];

export interface Entry {
  readonly id: string;
  readonly section: Section;
  readonly title: string;
  readonly note: string;
  readonly words: string;
  /** The setting behind it, which the environment may have set. */
  readonly key?: keyof Settings;
}

const TABLE = {
  theme: {
    section: "general",
    title: "Colours",
    note: "The system's choice is followed, also when it changes in the evening.",
    words: "theme appearance dark light night",
    key: "theme",
  },
  language: {
    section: "general",
    title: "Language",
    note: "Models answer in the language in which you write, whatever is chosen here.",
    words: "english german deutsch translation",
    key: "language",
  },
  zoom: {
    section: "general",
    title: "Text size",
    note: "Everything grows and shrinks with it.",
    words: "zoom font bigger smaller scale",
    key: "zoom",
  },
  width: {
    section: "general",
    title: "Width of the text",
    note: "Short lines are easier to read; wide ones have room for tables and code.",
    words: "column narrow wide layout measure",
    key: "width",
  },
  motion: {
    section: "general",
    title: "Motion",
    note: "Whether things slide and fade. The system's choice is followed unless you choose here.",
    words: "animation reduced accessibility",
    key: "motion",
  },
  defaultModel: {
    section: "chat",
    title: "Model for new chats",
    note: "Each chat can use another one.",
    words: "default provider",
    key: "defaultModel",
  },
  sendWith: {
    section: "chat",
    title: "Send a message with",
    note: "Shift and Enter always begin a new line.",
    words: "enter ctrl cmd return key submit",
    key: "sendWith",
  },
  modelTitles: {
    section: "chat",
    title: "Let the model name a new chat",
    note: "After the first answer the same model is asked for a title. A title that you write yourself is never changed.",
    words: "title automatic rename",
    key: "modelTitles",
  },
  wrapCode: {
    section: "chat",
    title: "Wrap long lines of code",
    note: "Otherwise a block of code scrolls sideways.",
    words: "line break code block",
    key: "wrapCode",
  },
  announce: {
    section: "access",
    title: "What a screen reader hears",
    note: "Events are that an answer has begun, needs your approval, is finished or has failed.",
    words: "announcements screen reader sentences events aria",
    key: "announce",
  },
  contrast: {
    section: "access",
    title: "Contrast",
    note: "Runnel follows the contrast theme of your system. There is nothing to set here.",
    words: "high contrast forced colours",
  },
  byKeyboard: {
    section: "access",
    title: "By keyboard alone",
    note: "Everything can be reached by keys.",
    words: "keyboard shortcuts navigation",
  },
  shortcuts: {
    section: "shortcuts",
    title: "Keyboard shortcuts",
    note: "Press a button and then the keys that you want.",
    words: "keys rebind hotkey change reset",
    key: "shortcuts",
  },
  providers: {
    section: "models",
    title: "Providers",
    note: "Each message goes to the provider of the model that you chose for it, and to nobody else.",
    words: "models api key openai anthropic ollama add",
  },
  dataDir: {
    section: "data",
    title: "Data folder",
    note: "Chats and settings are files in this folder, on this computer only. Keys are not among them.",
    words: "path directory where files location",
  },
  backups: {
    section: "data",
    title: "Backups",
    note: "Runnel makes a checked copy of all chats once a day, while it runs, and keeps the last five.",
    words: "backup copy restore daily",
  },
  exportAll: {
    section: "data",
    title: "Export everything",
    note: "One archive with all chats outside of the bin as JSON Lines and Markdown, and their files. It goes to your folder for downloads.",
    words: "zip archive save download json markdown",
  },
  importAll: {
    section: "data",
    title: "Import chats",
    note: "Takes the chats of an exported archive that are not here yet. Settings, keys and permissions are never taken from a file.",
    words: "zip archive load restore",
  },
  bin: {
    section: "data",
    title: "Bin",
    note: "Deleted chats stay there for 30 days.",
    words: "trash deleted restore undelete",
  },
  version: {
    section: "about",
    title: "Version",
    note: "Runnel is free software under the MIT licence.",
    words: "about release number licence",
  },
  licences: {
    section: "about",
    title: "Made with",
    note: "Runnel stands on the work of others, who share it under these licences.",
    words: "licenses open source libraries credits",
  },
} as const satisfies Readonly<Record<string, Omit<Entry, "id">>>;

export type SettingId = keyof typeof TABLE;

export const SETTINGS: readonly (Entry & { readonly id: SettingId })[] = Object.entries(TABLE).map(
  ([id, entry]) => ({ ...entry, id: id as SettingId }), // the table's own keys
);

export function entryOf(id: SettingId): Entry {
  return { ...TABLE[id], id };
}

/** The settings in which every word occurs, in any case; null is all of them. */
export function settingsWith(query: string): ReadonlySet<SettingId> | null {
  const words = query.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return null;
  const found = SETTINGS.filter(({ section, title, note, words: more }) => {
    const text = `${SECTIONS[section].name} ${title} ${note} ${more}`.toLocaleLowerCase();
    return words.every((word) => text.includes(word));
  });
  return new Set(found.map(({ id }) => id));
}
