/** What was dropped where the engine gives a page nothing of it: the window tells the server, and this page asks. */
import { MOST_FILES } from "../../domain/attachment";
import { asProblem } from "../../wire/problem";
import { writing } from "../../words/writing";
import { keyOf } from "../app";
import type { Chosen } from "./attaching";
import type { Desk, Done } from "./desk";

export function dropping(desk: Desk, attach: (chosen: readonly Chosen[], draft: string) => void) {
  const { store, server } = desk;
  return {
    /**
     * A folder is offered as this chat's, and files go with its message. What cannot be taken now is asked for all the
     * same, or the next drop would be given it.
     */
    async takeDropped(isWanted: boolean): Promise<void> {
      const draft = keyOf(store.now());
      if (!isWanted) {
        await server.dropped().catch(() => {});
        return;
      }
      try {
        const { folders, files } = await desk.guarded(() => server.dropped());
        const [path] = folders;
        if (path !== undefined) store.dispatch({ type: "dialog opened", dialog: { kind: "folder", path } });
        else if (files.length === 0) desk.notice("nothing_dropped", writing().notOfHere);
        if (files.length > MOST_FILES)
          desk.notice(
            "too_many_files",
            writing().leftOut({ most: MOST_FILES, left: files.length - MOST_FILES, chosen: files.length }),
          );
        for (const { key, name } of files.slice(0, MOST_FILES)) await takeFile(key, name, draft);
      } catch (error) {
        desk.complain(error);
      }
    },

    /** In the system's own dialog; a path of null is nobody's choice. */
    async askForFolder(
      start: string | null,
    ): Promise<Extract<Done, { ok: false }> | { readonly ok: true; readonly path: string | null }> {
      try {
        return { ok: true, ...(await desk.guarded(() => server.askForFolder(start))) };
      } catch (error) {
        return { ok: false, detail: asProblem(error).message };
      }
    },
  };

  /** One that cannot be read is said, and the next ones come all the same. */
  async function takeFile(key: string, name: string, draft: string): Promise<void> {
    try {
      const bytes = await desk.guarded(() => server.droppedFile(key));
      attach([{ file: new File([bytes], name), name }], draft);
    } catch (error) {
      desk.complain(error);
    }
  }
}
