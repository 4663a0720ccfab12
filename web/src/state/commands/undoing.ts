/** What the agent did to files, looked at and taken back. Who calls shows a failure where it stands. */
import type { FileChange } from "../../domain/conversation";
import type { TurnsOfChanges, Undone, WhichChanges } from "../../wire/shapes";
import type { Desk } from "./desk";

export function undoing(desk: Desk) {
  const { server } = desk;
  return {
    changes: (conversation: string): Promise<TurnsOfChanges> =>
      desk.guarded(() => server.changes(conversation)),

    change: (conversation: string, id: string): Promise<FileChange> =>
      desk.guarded(() => server.change(conversation, id)),

    undo: (conversation: string, way: "undo" | "redo", which: WhichChanges): Promise<Undone> =>
      desk.guarded(() => server.undo(conversation, way, which)),
  };
}
