/** Files out of a paste, a drop or a chooser, each with the name it is to have. */
import type { Chosen } from "../state/commands/attaching";
import { writing } from "../words/writing";

/** What a browser calls a picture that was never a file. */
const NAMELESS = /^(image\.(png|jpe?g|gif|webp|tiff)|blob)?$/i;

export interface Dropped {
  readonly files: readonly Chosen[];
  /** Folders cannot be read as files. */
  readonly folders: readonly string[];
}

export function filesOf(transfer: DataTransfer, now: Date): Dropped {
  const folders: string[] = [];
  const files: Chosen[] = [];
  const entries = Array.from(transfer.items ?? []).filter((item) => item.kind === "file");
  if (entries.length === 0) return { files: Array.from(transfer.files, (file) => named(file, now)), folders };
  for (const item of entries) {
    const entry = typeof item.webkitGetAsEntry === "function" ? item.webkitGetAsEntry() : null;
    if (entry?.isDirectory) folders.push(entry.name);
    else {
      const file = item.getAsFile();
      if (file) files.push(named(file, now));
    }
  }
  return { files, folders };
}

export function named(file: File, now: Date): Chosen {
  if (!NAMELESS.test(file.name)) return { file, name: file.name };
  const two = (value: number): string => String(value).padStart(2, "0");
  const day = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  const time = `${two(now.getHours())}.${two(now.getMinutes())}.${two(now.getSeconds())}`;
  const ending = file.type.startsWith("image/") ? (file.type.slice(6).split("+")[0] ?? "png") : "bin";
  return { file, name: `${writing().pasted({ day, time })}.${ending === "jpeg" ? "jpg" : ending}` };
}

/** WebKitGTK says nothing of what is pasted when it is a picture. */
export function saysNothing(transfer: DataTransfer): boolean {
  return transfer.types.length === 0 && transfer.items.length === 0 && transfer.files.length === 0;
}

/** The pictures on the clipboard itself; none where it may not be read. */
export async function picturesOnClipboard(now: Date): Promise<readonly Chosen[]> {
  const pictures: Chosen[] = [];
  try {
    for (const item of await navigator.clipboard.read()) {
      const type = item.types.find((one) => one.startsWith("image/"));
      if (type === undefined) continue;
      const data = await item.getType(type);
      pictures.push(named(new File([data], "", { type }), now));
    }
  } catch {
    // refused, or there is nothing of the kind
  }
  return pictures;
}

/**
 * True when a paste is about its files. A spreadsheet or a text editor puts a picture of the text beside the text: there the
 * text is meant.
 */
export function isAboutFiles(transfer: DataTransfer): boolean {
  if (transfer.files.length === 0) return false;
  return !(transfer.types.includes("text/html") && transfer.getData("text/plain").trim() !== "");
}
