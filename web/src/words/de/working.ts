import { number, plural } from "../numbers";
import type { WorkingWords } from "../working";

export const working: WorkingWords = {
  summedUp: "Alles davor wurde zusammengefasst",
  summedUpUndone: "Eine Zusammenfassung wurde rückgängig gemacht",
  summaryWhy:
    "Alles zusammen war mehr, als das Modell auf einmal lesen kann. Deshalb bekommt es von hier an stattdessen diese Zusammenfassung. Aus dem Chat wurde nichts entfernt.",
  summaryUndone:
    "Das Modell bekommt ab der nächsten Anfrage wieder alles. Wo das nicht passt, wird neu zusammengefasst.",
  summary: "Zusammenfassung",
  sendWhole: "Wieder alles senden",
  undone: "rückgängig gemacht",

  wholeResult: ({ count }) => `Alle ${number(count)} Zeichen zeigen`,
  cutForModel: "Das Modell hat den Anfang bekommen. Aufgehoben ist alles.",

  inBackground: ({ count }) =>
    plural(count, { one: "1 Befehl im Hintergrund", other: `${number(count)} Befehle im Hintergrund` }),
  jobs: "Befehle im Hintergrund",
  jobRuns: "läuft",
  jobEnded: ({ status }) => (status === 0 ? "fertig" : `Exit-Status ${status}`),
  jobStopped: "angehalten",
  jobEndedWithApp: "mit der App beendet",
  jobOutput: ({ command }) => `Ausgabe von ${command}`,
  noOutput: "Er hat noch nichts geschrieben.",
  nothingWritten: "Er hat nichts geschrieben.",
  outputGone: "Was er geschrieben hat, ist nicht mehr da.",
  stop: "Anhalten",
  stopJob: ({ command }) => `${command} anhalten`,
  jobOf: "Dieser Befehl im Hintergrund",

  helperSteps: "Was der Helfer getan hat",
  helperStepCount: ({ count }) => plural(count, { one: "1 Aktion", other: `${number(count)} Aktionen` }),

  further: "In diesem Chat auch geöffnet",
  furtherLead:
    "Antworten dürfen auch in diesen Ordnern arbeiten. Nach Änderungen und Befehlen wird genauso gefragt.",
  addFolder: "Auch diesen öffnen",
  closeFolder: ({ path }) => `${path} schließen`,
  added: ({ path }) => `${path} ist in diesem Chat geöffnet.`,
};
