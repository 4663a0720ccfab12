/** What answers did to files, and taking it back. */
import { words } from "./language";
import { number, plural } from "./numbers";

const english = {
  title: "Changes of files",
  lead: "What answers in this chat did to files. Undoing puts a file back as it was before; what somebody has changed since is left as it is.",
  left: ({ count }: { count: number }) =>
    plural(count, {
      one: "One change was left as it is:",
      other: `${number(count)} changes were left as they are:`,
    }),
  loading: "Loading the changes…",
  none: "No answer in this chat has changed a file.",
  nothing: "Nothing was changed.",
  areUndone: ({ count }: { count: number }) =>
    plural(count, { one: "1 change is undone.", other: `${number(count)} changes are undone.` }),
  areDoneAgain: ({ count }: { count: number }) =>
    plural(count, { one: "1 change is done again.", other: `${number(count)} changes are done again.` }),
  anAnswer: "An answer",
  changesOf: ({ title }: { title: string }) => `Changes: ${title}`,
  undoAll: "Undo all",
  undoAllOf: ({ title }: { title: string }) => `Undo all changes of: ${title}`,
  redoAll: "Redo all",
  redoAllOf: ({ title }: { title: string }) => `Redo all changes of: ${title}`,
  kinds: { create: "new", replace: "replaced", edit: "edited", delete: "deleted", move: "moved" },
  folder: "folder",
  changedSince: "changed since",
  notPossible: "cannot be undone",
  undo: "Undo",
  redo: "Redo",
  ofPath: ({ act, path }: { act: string; path: string }) => `${act}: ${path}`,
  fromTo: ({ path, to }: { path: string; to: string }) => `${path} to ${to}`,
  loadingLines: "Loading the lines…",
  linesOf: ({ path }: { path: string }) => `Lines of ${path}`,
};

export type UndoingWords = typeof english;
export const undoing = words("undoing", english);
