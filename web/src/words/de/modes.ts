import type { ModesWords } from "../modes";

export const modes: ModesWords = {
  names: { ask: "Fragen", plan: "Plan", auto: "Auto" },
  says: {
    ask: "Liest im Ordner. Fragt, bevor er eine Datei ändert, einen Befehl ausführt oder ins Netz geht.",
    plan: "Liest nur. Was er ändern oder ausführen würde, wird ein Plan, den du erlaubst oder ablehnst.",
    auto: "Ändert Dateien im Ordner und führt Befehle in der Sandbox aus, ohne zu fragen. Das Netz und alles Besondere fragt weiterhin.",
  },
  autoBare:
    "Ändert Dateien im Ordner, ohne zu fragen. Hier arbeitet keine Sandbox; daher fragt jeder Befehl, und er liefe mit allem, was du darfst.",
  sandboxWorks: "Die Sandbox wurde geprüft und arbeitet hier.",
  sandboxWhy: "Über die Sandbox",
  how: "Was dieser Chat darf",
  change: ({ mode }) => `Modus: ${mode}. Ändern`,
  bare: "Hier arbeitet keine Sandbox",
  isNow: ({ mode }) => `Modus: ${mode}`,
  fromNext: "Das gilt ab der nächsten Aktion.",

  notes: {
    ask: "Antworten können falsch sein. Änderungen und Befehle werden gezeigt; vorher wird gefragt.",
    plan: "Antworten können falsch sein. Nichts wird geändert oder ausgeführt, bevor du den Plan erlaubst.",
    auto: "Antworten können falsch sein. Dateien hier werden geändert und Befehle laufen in der Sandbox, ohne zu fragen; Änderungen lassen sich zurücknehmen.",
  },
  noteBare:
    "Antworten können falsch sein. Dateien hier werden geändert, ohne zu fragen; Befehle fragen, weil keine Sandbox arbeitet.",
};
