/** Files that go with a message: what they are called, how large they may be, which models take them. */
import { common } from "../words/common";
import { writing } from "../words/writing";
import type { AttachmentRef, PartMetadata } from "./conversation";

export type FileKind = AttachmentRef["kind"];

export const MOST_FILES = 50;
export const MOST_BYTES = 20 * 1024 * 1024;
/** A paste beyond this many characters is offered as a file. */
export const LONG_PASTE = 10_000;
/** One beyond this many becomes a file at once: in the field it would hold the page up. */
export const MOST_PASTED = 200_000;

/** `512 B`, `14 kB`, `2.1 MB`. */
export function sizeText(bytes: number): string {
  if (bytes < 1_000) return common().bytes({ value: bytes });
  if (bytes < 999_500) return common().kilobytes({ value: Math.round(bytes / 1_000) });
  const mega = bytes / 1_000_000;
  return common().megabytes({ value: mega, digits: mega < 9.95 ? 1 : 0 });
}

/** The short word on a chip: `PDF`, `PNG`, `CSV`. */
export function typeText({ name, type, kind }: Pick<AttachmentRef, "name" | "type" | "kind">): string {
  if (kind === "pdf") return "PDF";
  if (kind === "image") return (type.split("/")[1]?.replace(/\+.*/, "") ?? writing().typeImage).toUpperCase();
  // A text that calls itself a picture is a text.
  const isCalledOther =
    kind === "text" && /\.(png|jpe?g|gif|webp|heic|tiff?|bmp|pdf|docx?|xlsx?|zip)$/i.test(name);
  const ending = isCalledOther ? undefined : /\.([\p{L}\p{N}]{1,8})$/u.exec(name)?.[1];
  if (ending) return ending.toUpperCase();
  return kind === "text" ? writing().typeText : writing().typeFile;
}

/** What a file seems to be before the server has looked into it. */
export function guessedKind(name: string, type: string): FileKind {
  if (type.startsWith("image/")) return "image";
  if (type === "application/pdf" || /\.pdf$/i.test(name)) return "pdf";
  return type.startsWith("text/") || type === "application/json" ? "text" : "other";
}

/** Whether it stays here with every model, as the server has looked into it (`backend/agent/attached.py`). */
export function isNeverSent({ kind }: Pick<AttachmentRef, "kind">): boolean {
  return kind === "other";
}

/** The files of a message. */
export function attachmentsOf(metadata: PartMetadata | undefined): readonly AttachmentRef[] {
  return metadata?.attachments ?? [];
}

/** What a model takes, or may take: where its server does not say, it is sent and a refusal is told. */
export function triedOn(model: {
  readonly capabilities: readonly string[];
  readonly unsure?: readonly string[];
}): readonly string[] {
  return [...model.capabilities, ...(model.unsure ?? [])];
}

/**
 * Why a model will not see some of the files, as a sentence, or null. `capabilities` are the model's, with what is only
 * tried; a model that is not listed (undefined) is not judged.
 */
export function notTaken(
  kinds: readonly FileKind[],
  model: string,
  capabilities: readonly string[] | undefined,
): string | null {
  if (capabilities === undefined) return null;
  const images = kinds.filter((kind) => kind === "image").length;
  const others = kinds.filter((kind) => kind === "other").length;
  const blind = images > 0 && !capabilities.includes("vision");
  if (!blind && others === 0) return null;
  const sentences: string[] = [];
  if (blind)
    sentences.push(images === 1 ? writing().seesNoImage({ model }) : writing().seesNoImages({ model }));
  if (others > 0) sentences.push(writing().isOther({ count: others }));
  return sentences.join(" ");
}
