/** Files that are chosen, uploaded and taken out again. */
import type { Attachment } from "../../wire/shapes";
import { type Attaching, addFiles, changeFile, giveBack, removeFile, taken } from "../attaching";
import type { Changes } from "../reduce";

export type AttachingAction =
  | { type: "files chosen"; draft: string; files: readonly Attaching[] }
  | { type: "file progressed"; key: string; part: number }
  | { type: "file taken"; key: string; file: Attachment }
  | { type: "file refused"; key: string; detail: string; again: boolean }
  | { type: "file begun again"; key: string }
  | { type: "file removed"; key: string }
  | { type: "files fetched"; draft: string; files: readonly Attachment[] };

export const attaching: Changes<AttachingAction> = {
  "files chosen": (state, { draft, files }) => ({
    ...state,
    attached: addFiles(state.attached, draft, files),
  }),
  "file progressed": (state, { key, part }) => ({
    ...state,
    attached: changeFile(state.attached, key, (file) =>
      file.progress.status === "uploading" ? { ...file, progress: { status: "uploading", part } } : file,
    ),
  }),
  "file taken": (state, { key, file }) => ({
    ...state,
    attached: changeFile(state.attached, key, () => taken(key, file)),
  }),
  "file refused": (state, { key, detail, again }) => ({
    ...state,
    attached: changeFile(state.attached, key, (file) => ({
      ...file,
      progress: { status: "failed", detail, again },
    })),
  }),
  "file begun again": (state, { key }) => ({
    ...state,
    attached: changeFile(state.attached, key, (file) => ({
      ...file,
      progress: { status: "uploading", part: 0 },
    })),
  }),
  "file removed": (state, { key }) => ({ ...state, attached: removeFile(state.attached, key) }),
  "files fetched": (state, { draft, files }) => ({
    ...state,
    attached: giveBack(state.attached, draft, files),
  }),
};
