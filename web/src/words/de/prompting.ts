import { number, plural } from "../numbers";
import type { PromptingWords } from "../prompting";

export const prompting: PromptingWords = {
  menu: "Gespeicherte Vorlagen",
  menuSays: ({ count }) =>
    plural(count, {
      one: "1 gespeicherte Vorlage. Eingabe nimmt sie, Esc schließt.",
      other: `${number(count)} gespeicherte Vorlagen. Auf und Ab wählen, Eingabe nimmt, Esc schließt.`,
    }),
  noneSaved: "Noch sind keine Vorlagen gespeichert.",
  noneNamed: ({ name }) => `Keine gespeicherte Vorlage heißt „${name}“.`,
  ofServer: "von einem Server",
  manage: "Gespeicherte Vorlagen …",
  loadFailed: "Die gespeicherten Vorlagen konnten nicht gelesen werden.",
  taken: ({ name }) => `${name} steht im Nachrichtenfeld.`,

  add: "Neue Vorlage",
  importFiles: "Aus .md-Dateien",
  list: "Gespeicherte Vorlagen",
  none: "Noch ist nichts gespeichert. Eine Vorlage ist ein Text, den du oft schreibst.",
  name: "Name",
  nameNote: "Wird hinter dem Schrägstrich getippt: Buchstaben, Ziffern, Striche; keine Leerzeichen.",
  text: "Text",
  textNote: "{{input}} steht für das, was du hinter den Namen schreibst. Ohne das folgt es am Ende.",
  textExample: "Fasse das in drei Sätzen zusammen:\n\n{{input}}",
  newPrompt: "Neue Vorlage",
  changing: ({ name }) => `${name} ändern`,
  change: "Ändern",
  remove: "Entfernen",
  removeName: ({ name }) => `${name} entfernen`,
  removed: ({ name }) => `${name} ist entfernt.`,
  saved: ({ name }) => `${name} ist gespeichert.`,
  nameWrong:
    "Beginne mit einem Buchstaben oder einer Ziffer; dann Buchstaben, Ziffern, „-“, „_“ oder „.“, höchstens 60.",
  nameTaken: "Eine andere Vorlage heißt so.",
  imported: ({ count }) =>
    plural(count, { one: "1 Vorlage ist übernommen.", other: `${number(count)} Vorlagen sind übernommen.` }),
  importedNot: ({ names }) => `Nicht übernommen: ${names}.`,

  skillsNone: "Noch gibt es keine. Lege einen Ordner mit einer SKILL.md hierhin:",
  skillsHere: "Deine liegen in diesem Ordner:",
  skills: "Skills",

  brought: "Was der Ordner mitbringt",
  broughtNote:
    "Jede Antwort in diesem Chat bekommt das zu lesen. Es sagt, wie hier gearbeitet wird, und erlaubt nichts.",
  broughtNone: "Keine AGENTS.md und keine Skills. Eine AGENTS.md im Ordner würde mit jeder Antwort gelesen.",
  noFolder: "In diesem Chat ist kein Ordner offen.",
  nested: "Eine AGENTS.md in einem Unterordner wird gelesen, sobald eine Antwort dort arbeitet.",
  cut: ({ most }) => `nur die ersten ${most}`,
  own: "von dir",
  ofFolder: "aus dem Ordner, ungeprüft",
  reading: "Schaut in den Ordner …",

  nobody: "Niemand",
  nobodyNote: "Modelle können nicht im Web suchen.",
  kinds: {
    searxng: "Eine SearXNG-Instanz, deine eigene oder eine, der du vertraust. Sie muss JSON anbieten.",
    brave: "Braucht einen API-Schlüssel von brave.com/search/api.",
    tavily: "Braucht einen API-Schlüssel von tavily.com.",
  },
  address: "Adresse der Instanz",
  addressExample: "https://searx.example.org",
  apiKey: "API-Schlüssel",
  save: "Speichern und ausprobieren",
  saving: "Wird ausprobiert …",
  stop: "Nicht mehr suchen",
  stopped: "Keinem Modell wird mehr eine Suche angeboten.",
  ready: ({ name }) => `Modelle können mit ${name} suchen.`,
  keyMissing: ({ name }) => `${name} hat keinen Schlüssel für diese Adresse, darum wird nichts gesucht.`,
};
