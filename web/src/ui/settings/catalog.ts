/** What can be set, and its place; its names stand in `words/setup.ts`. The controls are beside it. */
import type { Section } from "../../state/app";
import type { Settings } from "../../wire/shapes";
import { setup } from "../../words/setup";
import type { IconName } from "../icons";

/** The sections, and their signs. */
export const SECTIONS: Readonly<Record<Section, IconName>> = {
  general: "settings",
  window: "window",
  chat: "message",
  permissions: "shield",
  access: "access",
  shortcuts: "keyboard",
  models: "server",
  servers: "tool",
  prompts: "message",
  web: "globe",
  data: "database",
  about: "info",
};

export const ORDER = Object.keys(SECTIONS) as readonly Section[];

export interface Entry {
  readonly id: string;
  readonly section: Section;
  /** The setting behind it, which the environment may have set. */
  readonly key?: keyof Settings;
}

const TABLE = {
  theme: { section: "general", key: "theme" },
  language: { section: "general", key: "language" },
  zoom: { section: "general", key: "zoom" },
  width: { section: "general", key: "width" },
  motion: { section: "general", key: "motion" },
  defaultModel: { section: "chat", key: "defaultModel" },
  sendWith: { section: "chat", key: "sendWith" },
  modelTitles: { section: "chat", key: "modelTitles" },
  wrapCode: { section: "chat", key: "wrapCode" },
  defaultMode: { section: "permissions", key: "defaultMode" },
  grants: { section: "permissions" },
  sandbox: { section: "permissions" },
  notify: { section: "window", key: "notify" },
  whenClosed: { section: "window", key: "whenClosed" },
  tray: { section: "window", key: "tray" },
  login: { section: "window" },
  quickBar: { section: "window", key: "quickBar" },
  announce: { section: "access", key: "announce" },
  contrast: { section: "access" },
  byKeyboard: { section: "access" },
  shortcuts: { section: "shortcuts", key: "shortcuts" },
  providers: { section: "models" },
  mcpServers: { section: "servers" },
  prompts: { section: "prompts" },
  skills: { section: "prompts" },
  webSearch: { section: "web" },
  dataDir: { section: "data" },
  backups: { section: "data" },
  exportAll: { section: "data" },
  importAll: { section: "data" },
  bin: { section: "data" },
  version: { section: "about" },
  news: { section: "about" },
  releases: { section: "about", key: "lookForReleases" },
  report: { section: "about" },
  licences: { section: "about" },
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
  const { sections, titles, notes, also } = setup();
  const found = SETTINGS.filter(({ id, section }) => {
    const text = `${sections[section]} ${titles[id]} ${notes[id]} ${also[id]}`.toLocaleLowerCase();
    return words.every((word) => text.includes(word));
  });
  return new Set(found.map(({ id }) => id));
}
