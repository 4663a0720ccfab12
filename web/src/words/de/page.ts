import { number, plural } from "../numbers";
import type { PageWords } from "../page";

export const page: PageWords = {
  opening: "Deine Chats werden geöffnet …",
  notStarted: "Runnel konnte nicht starten",
  ended: "Die Sitzung dieses Fensters ist zu Ende",
  endedWhy:
    "Runnel wurde neu gestartet oder beendet, seit dieses Fenster geöffnet wurde. Deine Chats sind sicher. Schließe dieses Fenster und öffne Runnel noch einmal, um weiterzumachen.",
  notSent: "Noch nicht gesendeter Text",
  toMessageField: "Zum Nachrichtenfeld",
  showList: "Liste der Chats zeigen",
  moreAboutChat: "Mehr zu diesem Chat",
  loadingChat: "Der Chat wird geladen",
  dismiss: "Ausblenden",
  savingFailed: "Speichern ist fehlgeschlagen.",
  savingFailedWhy:
    "Antworten wurden angehalten, und Neues kann erst wieder behalten werden, wenn es geht. Schaffe Platz auf der Festplatte oder sieh im Datenordner nach. Was gespeichert ist, kann gelesen werden.",

  noConnection: "Keine Verbindung. Neuer Versuch …",
  noAnswer: "Runnel antwortet nicht.",
  noAnswerWhy:
    "Wenn es beendet wurde, starte es noch einmal. Bis dahin bewegt sich auf dieser Seite nichts; was du hier schreibst, bleibt.",
  tryNow: "Jetzt versuchen",
  nothingSent:
    "Es gibt keine Verbindung zu Runnel: Gerade kann nichts gesendet werden. Was du schreibst, bleibt hier.",

  dropFiles: "Dateien hier ablegen, um sie anzuhängen",

  answering: "Antwort hat begonnen.",
  using: ({ tool }) => `${tool} wird benutzt.`,
  endedBadly: ({ why }) => `Die Antwort endete mit einem Problem. ${why}`,
  stopped: "Angehalten.",
  anAction: "eine Aktion",
  asks: ({ what }) => `Der Assistent fragt: ${what}`,
  aPlan: ({ count }) =>
    plural(count, { one: "ein Plan mit 1 Schritt", other: `ein Plan mit ${number(count)} Schritten` }),
  approvalNeeded: ({ what }) => `Freigabe nötig: ${what}`,
  finishedWords: ({ count }) =>
    plural(count, { one: "Antwort fertig, 1 Wort.", other: `Antwort fertig, ${number(count)} Wörter.` }),
  approvalElsewhere: ({ title }) => `Im Chat „${title}“ wird deine Freigabe gebraucht.`,
  finishedElsewhere: ({ title }) => `Die Antwort im Chat „${title}“ ist fertig.`,
  failedElsewhere: ({ title }) => `Die Antwort im Chat „${title}“ endete mit einem Problem.`,
  codeIsHere: "Code.",

  unreachable: "Runnels Server hat nicht geantwortet. Vielleicht startet er noch, oder er wurde beendet.",
  status: ({ status }) => `Der Server hat mit dem Status ${status} geantwortet.`,
  fileNotTaken: "Runnels Server hat die Datei nicht genommen: Er hat nicht geantwortet.",
  uploadEnded: "Das Hochladen wurde abgebrochen.",
  notStopped: "Die Antwort ließ sich nicht anhalten. Versuche es noch einmal.",
  notCopied: "Es konnte nicht in die Zwischenablage kopiert werden.",
  notOpen: "Der Chat ist nicht mehr offen.",
};
