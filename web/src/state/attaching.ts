/** Files on their way into a message: each is uploaded at once, and waits in its draft until the message is sent. */
import { type FileKind, guessedKind } from "../domain/attachment";
import type { Attachment } from "../wire/shapes";
import type { AppState } from "./app";

export interface Attaching {
  /** This window's name for it. */
  readonly key: string;
  readonly name: string;
  readonly type: string;
  readonly bytes: number;
  readonly kind: FileKind;
  readonly progress:
    | { readonly status: "uploading"; readonly part: number }
    | { readonly status: "ready"; readonly file: Attachment }
    | {
        readonly status: "failed";
        readonly detail: string;
        /** It may work the next time: it is not the file that is wrong. */
        readonly again: boolean;
      };
}

export type Attached = AppState["attached"];

export function begun(key: string, file: Pick<File, "type" | "size">, name: string): Attaching {
  const { type, size } = file;
  const progress = { status: "uploading", part: 0 } as const;
  return { key, name, type, bytes: size, kind: guessedKind(name, type), progress };
}

export function taken(key: string, file: Attachment): Attaching {
  const { name, type, bytes, kind } = file;
  return { key, name, type, bytes, kind, progress: { status: "ready", file } };
}

/** The files of a draft that can be sent. */
export function readyOf(attached: Attached, draft: string): readonly Attachment[] {
  return (attached[draft] ?? []).flatMap(({ progress }) =>
    progress.status === "ready" ? [progress.file] : [],
  );
}

export function isUploading(attached: Attached, draft: string): boolean {
  return (attached[draft] ?? []).some(({ progress }) => progress.status === "uploading");
}

/** Why the first file of a draft that failed did; undefined where none has. */
export function failureOf(attached: Attached, draft: string): string | undefined {
  for (const { progress } of attached[draft] ?? []) if (progress.status === "failed") return progress.detail;
  return undefined;
}

export function changeFile(
  attached: Attached,
  key: string,
  change: (file: Attaching) => Attaching,
): Attached {
  const draft = Object.keys(attached).find((name) => attached[name]?.some((file) => file.key === key));
  if (draft === undefined) return attached;
  const files = (attached[draft] ?? []).map((file) => (file.key === key ? change(file) : file));
  return { ...attached, [draft]: files };
}

export function addFiles(attached: Attached, draft: string, files: readonly Attaching[]): Attached {
  return files.length === 0 ? attached : { ...attached, [draft]: [...(attached[draft] ?? []), ...files] };
}

export function removeFile(attached: Attached, key: string): Attached {
  for (const [draft, files] of Object.entries(attached)) {
    const left = files.filter((file) => file.key !== key);
    if (left.length === files.length) continue;
    return { ...attached, [draft]: left };
  }
  return attached;
}

/** Files of a message that was not taken stand before those added since; none twice. */
export function giveBack(attached: Attached, draft: string, files: readonly Attachment[]): Attached {
  const here = attached[draft] ?? [];
  const known = new Set(here.map((file) => idOf(file)));
  const back = files.filter((file) => !known.has(file.id)).map((file) => taken(`back-${file.id}`, file));
  return back.length === 0 ? attached : { ...attached, [draft]: [...back, ...here] };
}

/** Kept drafts' files, as a snapshot has them. */
export function keptFiles(drafts: Readonly<Record<string, readonly Attachment[]>>): Attached {
  return Object.fromEntries(
    Object.entries(drafts).map(([draft, files]) => [
      draft,
      files.map((file) => taken(`kept-${draft}-${file.id}`, file)),
    ]),
  );
}

/** Takes the files that were sent out of a draft; others that were added since stay. */
export function withoutFiles(attached: Attached, draft: string, ids: ReadonlySet<string>): Attached {
  const left = (attached[draft] ?? []).filter((file) => !ids.has(idOf(file) ?? ""));
  return { ...attached, [draft]: left };
}

function idOf({ progress }: Attaching): string | undefined {
  return progress.status === "ready" ? progress.file.id : undefined;
}
