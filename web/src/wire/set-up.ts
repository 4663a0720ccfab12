/** What a person sets up, as the server has it: models and their providers, settings, prompts, the search of the web. */
import type { Mode } from "../domain/conversation";

export interface Model {
  readonly id: string;
  readonly provider: string;
  readonly name: string;
  readonly contextTokens: number | null;
  readonly capabilities: readonly string[];
  /** What its server does not say and is therefore tried. */
  readonly unsure?: readonly string[];
}

export interface Models {
  readonly models: readonly Model[];
  readonly default: string;
  readonly problems?: readonly {
    readonly provider: string;
    readonly code: string;
    readonly detail: string;
  }[];
}

export type ProviderKind =
  | "openai"
  | "openai-compatible"
  | "anthropic"
  | "google"
  | "ollama"
  | "llama"
  | "builtin";

export interface Provider {
  readonly name: string;
  readonly kind: ProviderKind;
  readonly baseUrl: string | null;
  readonly key: "keychain" | "session" | "environment" | "none";
}

export interface Providers {
  readonly providers: readonly Provider[];
  readonly keychain: { readonly available: boolean; readonly detail: string };
}

export interface ProviderInput {
  readonly kind: ProviderKind;
  readonly baseUrl?: string;
  readonly apiKey?: string;
}

export type Check =
  | { readonly ok: true; readonly models: number; readonly detail: string }
  | { readonly ok: false; readonly code: string; readonly detail: string };

export interface Found {
  readonly kind: ProviderKind;
  /** The provider's name, as it is put into use. */
  readonly name: string;
  /** The same for people. */
  readonly title?: string;
  readonly baseUrl: string | null;
  readonly models: readonly string[];
  readonly how: "port" | "environment";
  readonly variable?: string;
}

export interface Discovery {
  readonly found: readonly Found[];
  readonly looked: readonly { readonly name: string; readonly where: string }[];
  readonly builtin: boolean;
}

export type Theme = "system" | "light" | "dark";

export interface Settings {
  readonly theme: Theme;
  readonly defaultModel: string | null;
  /** 1 is the normal size. */
  readonly zoom: number;
  /** By a screen's size ("2560x1440"), where it was changed. */
  readonly zooms?: Readonly<Record<string, number>>;
  /** The first answer's model makes the chat's title. */
  readonly modelTitles: boolean;
  readonly sendWith: "enter" | "mod-enter";
  readonly language: "system" | "en" | "de";
  readonly announce: "events" | "sentences";
  readonly notify: boolean;
  /** Runnel may ask the project's address for newer versions, once a day. */
  readonly lookForReleases: boolean;
  /** What becomes of an answer that is being written when the window is closed. */
  readonly whenClosed: "ask" | "keep" | "stop";
  readonly tray: boolean;
  readonly quickBar: boolean;
  readonly motion: "system" | "reduced" | "full";
  /** Action → keys. */
  readonly shortcuts: Readonly<Record<string, string>>;
  readonly width: "normal" | "wide";
  readonly wrapCode: boolean;
  readonly favouriteModels: readonly string[];
  /** The newest first, as are the actions done from the palette. */
  readonly recentModels: readonly string[];
  readonly recentActions: readonly string[];
  /** How new chats begin. */
  readonly defaultMode: Mode;
  readonly dataDir: string;
  readonly version: string;
  readonly overridden: readonly string[];
}

/** What a person can change; the rest is told. */
export type SettingsChange = Partial<Omit<Settings, "dataDir" | "version" | "overridden">>;

/** What is known of newer versions; `feed` is null where there is no address to look at. */
export interface Releases {
  readonly on: boolean;
  readonly feed: string | null;
  readonly lookedAt: number | null;
  readonly failure: "no_answer" | "refused" | "unreadable" | null;
  readonly newer: { readonly version: string; readonly url: string; readonly dismissed: boolean } | null;
}

/** For a report; `log` is the file that has more. */
export interface About {
  readonly details: string;
  readonly log: string | null;
}

/** What holds commands on this machine: nothing counts as tried but `checks`. */
export interface Sandbox {
  readonly kind: "bubblewrap" | "landlock" | "seatbelt" | "none";
  readonly works: boolean;
  readonly says: string;
  readonly checks: readonly { readonly name: string; readonly ok: boolean }[];
}

/** What this system's desktop can do around the window. */
export interface Around {
  /** The window can be put away, so an answer need not end with it. */
  readonly outlivesClosing: boolean;
  /** none: nobody on this desktop shows one; off: nothing was to be shown when this was asked. */
  readonly tray: "shown" | "none" | "off";
  /** Of the quick bar; none: this desktop gives none to programs. */
  readonly key: "given" | "refused" | "none" | "off";
  readonly keyName: string;
  /** Whether Runnel starts with the login; null where it cannot. */
  readonly login: boolean | null;
}

/** A text that a person saved, called by its name in the composer. */
export interface Prompt {
  readonly name: string;
  readonly text: string;
}

export interface Prompts {
  readonly prompts: readonly Prompt[];
  /** What is wrong with their file. */
  readonly notice?: string | null;
}

export type SearchKind = "searxng" | "brave" | "tavily";

/** Who is asked when an agent searches the web; null is nobody. */
export interface WebSearch {
  readonly search: {
    readonly kind: SearchKind;
    readonly title: string;
    readonly baseUrl: string | null;
    readonly key: "keychain" | "session" | "none";
    readonly ready: boolean;
  } | null;
  readonly keychain: { readonly available: boolean; readonly detail: string };
}

export interface SearchInput {
  readonly kind: SearchKind;
  readonly baseUrl?: string;
  readonly apiKey?: string;
}
