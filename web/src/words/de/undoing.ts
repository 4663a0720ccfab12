import { number, plural } from "../numbers";
import type { UndoingWords } from "../undoing";

export const undoing: UndoingWords = {
  title: "Änderungen an Dateien",
  lead: "Was Antworten in diesem Chat mit Dateien getan haben. Rückgängig stellt eine Datei wieder her, wie sie vorher war; was seither jemand geändert hat, bleibt, wie es ist.",
  left: ({ count }) =>
    plural(count, {
      one: "Eine Änderung blieb, wie sie ist:",
      other: `${number(count)} Änderungen blieben, wie sie sind:`,
    }),
  loading: "Die Änderungen werden geladen …",
  none: "Keine Antwort in diesem Chat hat eine Datei geändert.",
  nothing: "Nichts wurde geändert.",
  areUndone: ({ count }) =>
    plural(count, {
      one: "1 Änderung ist zurückgenommen.",
      other: `${number(count)} Änderungen sind zurückgenommen.`,
    }),
  areDoneAgain: ({ count }) =>
    plural(count, {
      one: "1 Änderung ist wieder da.",
      other: `${number(count)} Änderungen sind wieder da.`,
    }),
  anAnswer: "Eine Antwort",
  changesOf: ({ title }) => `Änderungen: ${title}`,
  undoAll: "Alle rückgängig",
  undoAllOf: ({ title }) => `Alle rückgängig machen: ${title}`,
  redoAll: "Alle wiederholen",
  redoAllOf: ({ title }) => `Alle wiederholen: ${title}`,
  kinds: { create: "neu", replace: "ersetzt", edit: "bearbeitet", delete: "gelöscht", move: "verschoben" },
  folder: "Ordner",
  changedSince: "seither geändert",
  notPossible: "nicht umkehrbar",
  undo: "Rückgängig",
  redo: "Wiederholen",
  ofPath: ({ act, path }) => `${act}: ${path}`,
  fromTo: ({ path, to }) => `${path} nach ${to}`,
  loadingLines: "Die Zeilen werden geladen …",
  linesOf: ({ path }) => `Zeilen von ${path}`,
};
