import { number, plural } from "../numbers";
import type { TranscriptWords } from "../transcript";

export const transcript: TranscriptWords = {
  conversation: "Unterhaltung",
  earlier: "Frühere Nachrichten erscheinen, wenn du nach oben scrollst.",
  latest: "Zum Neuesten",
  latestKey: "Zum Neuesten (Ende)",
  countNew: ({ count }) => plural(count, { one: "1 neue", other: `${number(count)} neue` }),

  youMeanwhile: "Du, während geantwortet wurde",
  showLess: "Weniger zeigen",
  showAllOfIt: "Alles davon zeigen",
  copyYours: "Deine Nachricht kopieren",
  thinking: "Denkt nach",
  thought: "Hat nachgedacht",
  goesOnBelow: "Hier wurde der Text abgeschnitten; unten geht er weiter.",
  endsCut: "Der Text endet hier, weil er abgeschnitten wurde.",
  quote: "Zitieren",

  answersToThis: "Antworten hierauf",
  versionsOfThis: "Fassungen hiervon",
  earlierAnswer: "Frühere Antwort",
  laterAnswer: "Spätere Antwort",
  earlierVersion: "Frühere Fassung",
  laterVersion: "Spätere Fassung",
  answerOf: ({ at, of }) => `Antwort ${at} von ${of}`,
  versionOf: ({ at, of }) => `Fassung ${at} von ${of}`,

  find: "Suchen",
  findInChat: "In diesem Chat suchen",
  matchCase: "Groß- und Kleinschreibung beachten",
  wholeWords: "Ganze Wörter",
  wholeWordsSign: "W",
  previousHit: "Voriger Treffer",
  nextHit: "Nächster Treffer",
  withKeys: ({ name, keys }) => `${name} (${keys})`,
  noHits: "Keine Treffer",
  hitOf: ({ at, of }) => `${number(at)} von ${number(of)}`,

  yourMessagesHere: "Deine Nachrichten in diesem Chat",
  yourMessages: "Deine Nachrichten",
  nothingYet: "Du hast hier noch nichts geschrieben.",
  byDay: "Nach Tagen",

  notSent: "Nicht gesendet: für kein Modell lesbar",
  attachedFiles: "Angehängte Dateien",
  showLarge: ({ name }) => `${name} groß zeigen`,
  pictureNotShown:
    "Dieses Bild lässt sich nicht zeigen. Es kann gespeichert und mit einem anderen Programm geöffnet werden.",

  chat: "Chat",
  attached: ({ name }) => `Angehängt: ${name}`,

  wrap: "Umbrechen",
  kinds: { formula: "Formel", diagram: "Diagramm", text: "Text" },
  code: "Code",
  codeIn: ({ language }) => `${language}-Code`,
  diagramOf: ({ what }) => `Diagramm: ${what}`,
  notDrawn: "Dieses Diagramm konnte nicht gezeichnet werden.",
  tookTooLong: "Es hat zu lange gedauert.",
  source: "Quelltext",
  image: "Bild",
  done: "Erledigt",
  notDone: "Nicht erledigt",
  table: "Tabelle",
  footnote: ({ number }) => `Fußnote ${number}`,
  backToText: "Zurück zu der Stelle im Text",
};
