/**
 * The language of the page. English is in the page; another language is one file, loaded when it is wanted. It is
 * ambient, as Intl's own default is: whoever reads a word while it is drawn is drawn again in another language.
 *
 * No library: what is needed is choosing an object, and that TypeScript checks its keys and its values' names.
 */
import { signal } from "@preact/signals";
import type { Catalog } from "./catalog";

export type Language = "en" | "de";
/** As the settings say it. */
export type Choice = "system" | Language;

interface Spoken {
  readonly language: Language;
  /** For Intl: the language with the region that the system prefers, where it names one. */
  readonly locale: string;
  /** null is English, whose words stand beside what uses them. */
  readonly catalog: Catalog | null;
}

const OTHERS: Readonly<Record<Exclude<Language, "en">, () => Promise<{ readonly catalog: Catalog }>>> = {
  de: () => import("./de"),
};

const spoken = signal<Spoken>({ language: "en", locale: "en", catalog: null });
const isComing = signal(false);
let asked = 0;

export function language(): Language {
  return spoken.value.language;
}

export function locale(): string {
  return spoken.value.locale;
}

/** Another language is on its way. */
export function isLanguageComing(): boolean {
  return isComing.value;
}

/** The words of a part of the page in the language that is spoken; `english` are those of this name. */
export function words<Name extends keyof Catalog>(name: Name, english: Catalog[Name]): () => Catalog[Name] {
  return () => spoken.value.catalog?.[name] ?? english;
}

/** Speaks it once its words are there; the last choice counts. What cannot be loaded leaves everything as it is. */
export async function speak(choice: Choice, preferred: readonly string[]): Promise<void> {
  asked += 1;
  const mine = asked;
  const { language, locale } = localeFor(choice, preferred);
  isComing.value = language !== "en" && language !== spoken.peek().language;
  try {
    const catalog = language === "en" ? null : (await OTHERS[language]()).catalog;
    if (mine === asked) spoken.value = { language, locale, catalog };
  } catch {
    // without a server; that is said elsewhere
  } finally {
    if (mine === asked) isComing.value = false;
  }
}

/** `preferred` are the system's languages, the best first; what is not spoken here is passed over. */
export function localeFor(choice: Choice, preferred: readonly string[]): Pick<Spoken, "language" | "locale"> {
  for (const tag of preferred) {
    const language = languageOf(tag);
    if (language !== null && (choice === "system" || choice === language)) return { language, locale: tag };
  }
  const language = choice === "system" ? "en" : choice;
  return { language, locale: language };
}

function languageOf(tag: string): Language | null {
  try {
    const { language } = new Intl.Locale(tag);
    return language === "en" || language in OTHERS ? (language as Language) : null;
  } catch {
    return null; // a system may name what is no language
  }
}
