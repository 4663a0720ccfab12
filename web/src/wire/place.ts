/** Where a person wants a file, asked in the system's own way where this window can; WebKitGTK, Qt and Firefox cannot. */

interface Handle {
  readonly name: string;
  createWritable(): Promise<{ write(data: Blob): Promise<void>; close(): Promise<void> }>;
}

type Picker = (options: { suggestedName: string }) => Promise<Handle>;

/** A file that is not written yet. */
export interface Place {
  readonly name: string;
  readonly write: (data: Blob) => Promise<void>;
}

/** Only right after a click or a key. Null where this cannot be asked; `left` when the person does not want it. */
export async function askWhere(name: string): Promise<Place | "left" | null> {
  const pick = (window as { showSaveFilePicker?: Picker }).showSaveFilePicker;
  if (pick === undefined) return null;
  try {
    const handle = await pick.call(window, { suggestedName: fileName(name) });
    return {
      name: handle.name,
      write: async (data) => {
        const file = await handle.createWritable();
        await file.write(data);
        await file.close();
      },
    };
  } catch (error) {
    return error instanceof DOMException && error.name === "AbortError" ? "left" : null;
  }
}

const FORBIDDEN = /[\p{Cc}\p{Cf}<>:"/\\|?*]+/gu;

/** A name that every system takes. */
export function fileName(name: string): string {
  const cut = name.replace(FORBIDDEN, " ").replace(/\s+/gu, " ").trim();
  const ending = /\.\w{1,8}$/u.exec(cut)?.[0] ?? "";
  const stem = cut.slice(0, cut.length - ending.length).replace(/^[. ]+|[. ]+$/gu, "");
  return `${[...stem].slice(0, 80).join("") || "runnel"}${ending}`;
}
