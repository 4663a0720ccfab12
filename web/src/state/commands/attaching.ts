/** Files for a message: taken in as they are chosen, a few at a time; each failure is said on the file itself. */
import { MOST_BYTES, MOST_FILES } from "../../domain/attachment";
import { asProblem } from "../../wire/problem";
import type { Upload } from "../../wire/upload";
import { writing } from "../../words/writing";
import { keyOf } from "../app";
import { begun } from "../attaching";
import type { Desk } from "./desk";

/** So many go at the same time: a browser has six connections, and others need theirs. */
const AT_ONCE = 2;

export interface Chosen {
  readonly file: File;
  readonly name: string;
}

export function attaching(desk: Desk, changed: (draft: string) => void) {
  const { store, server, session } = desk;
  const waiting: { readonly key: string; readonly chosen: Chosen }[] = [];
  const files = new Map<string, Chosen>();
  const going = new Map<string, Upload>();

  const stillThere = (key: string): boolean =>
    Object.values(store.now().attached).some((list) => list.some((file) => file.key === key));

  const next = (): void => {
    while (going.size < AT_ONCE) {
      const first = waiting.shift();
      if (first === undefined) return;
      if (stillThere(first.key)) void take(first.key, first.chosen);
    }
  };

  const take = async (key: string, { file, name }: Chosen): Promise<void> => {
    const upload = server.upload(file, name, (part) =>
      store.dispatch({ type: "file progressed", key, part }),
    );
    going.set(key, upload);
    try {
      store.dispatch({ type: "file taken", key, file: await upload.done });
      files.delete(key);
    } catch (error) {
      const refused = asProblem(error);
      if (stillThere(key)) {
        session.failed(error, () => {});
        const again = refused.isUnanswered || refused.status >= 500;
        store.dispatch({ type: "file refused", key, detail: refused.message, again });
      }
    }
    going.delete(key);
    const draft = Object.entries(store.now().attached).find(([, list]) => list.some((f) => f.key === key));
    if (draft) changed(draft[0]);
    next();
  };

  return {
    /** Adds files to the draft on screen and uploads them. `draft` names another one. */
    attach(chosen: readonly Chosen[], draft: string = keyOf(store.now())): void {
      const room = MOST_FILES - (store.now().attached[draft]?.length ?? 0);
      if (chosen.length > room)
        desk.notice(
          "too_many_files",
          writing().leftOut({
            most: MOST_FILES,
            left: chosen.length - Math.max(0, room),
            chosen: chosen.length,
          }),
        );
      const entries = chosen.slice(0, Math.max(0, room)).map((one) => ({ key: desk.newId(), chosen: one }));
      store.dispatch({
        type: "files chosen",
        draft,
        files: entries.map((entry) => begun(entry.key, entry.chosen.file, entry.chosen.name)),
      });
      for (const entry of entries) {
        const { size } = entry.chosen.file;
        if (size > MOST_BYTES) {
          const detail = writing().tooLarge;
          store.dispatch({ type: "file refused", key: entry.key, detail, again: false });
          continue;
        }
        files.set(entry.key, entry.chosen);
        waiting.push(entry);
      }
      next();
    },

    refuseFolders: (names: readonly string[]): void =>
      desk.notice(
        "folder_dropped",
        names.length === 1 ? writing().isFolder({ name: names[0] ?? "" }) : writing().areFolders,
      ),

    /** Uploads a file again that failed. */
    attachAgain(key: string): void {
      const chosen = files.get(key);
      if (chosen === undefined || going.has(key)) return;
      store.dispatch({ type: "file begun again", key });
      waiting.push({ key, chosen });
      next();
    },

    detach(key: string): void {
      const draft = Object.entries(store.now().attached).find(([, list]) => list.some((f) => f.key === key));
      store.dispatch({ type: "file removed", key });
      files.delete(key);
      going.get(key)?.abort();
      if (draft) changed(draft[0]);
    },
  };
}
