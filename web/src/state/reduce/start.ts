/** The beginning and the end of a session, and the connection between. */
import type { Snapshot } from "../../wire/shapes";
import type { AppState, LinkState, List } from "../app";
import { keptFiles } from "../attaching";
import { afterSnapshot } from "../deciding";
import type { Changes } from "../reduce";
import { noticed } from "./around";

export type StartAction =
  | { type: "started"; snapshot: Snapshot }
  | { type: "start failed"; detail: string }
  | { type: "session ended" }
  | { type: "link changed"; link: LinkState }
  | { type: "storage reported"; storage: "ok" | "failed" };

export const start: Changes<StartAction> = {
  started: (state, { snapshot }) => started(state, snapshot),
  "start failed": (state, { detail }) => ({ ...state, phase: "failed", failure: detail }),
  "session ended": (state) => ({ ...state, phase: "ended" }),
  "link changed": (state, { link }) => (state.link === link ? state : linked(state, link)),
  "storage reported": (state, { storage }) => ({ ...state, storage }),
};

/** A chat that could not be fetched while there was no connection is wanted again when there is one. */
function linked(state: AppState, link: LinkState): AppState {
  const { open } = state;
  const isWanted = link === "live" && open !== null && open.conversation === null && open.failure !== null;
  return { ...state, link, open: isWanted ? { ...open, fetch: "wanted", failure: null } : open };
}

function started(state: AppState, snapshot: Snapshot): AppState {
  const waiting: Record<string, number> = {};
  for (const { conversation } of snapshot.interrupts)
    waiting[conversation] = (waiting[conversation] ?? 0) + 1;
  const running = new Set(snapshot.running.map((run) => run.conversation));
  const items = snapshot.conversations.map((item) => ({ ...item, running: running.has(item.id) }));
  const list: List = { ...state.list, items, next: snapshot.next ?? null, stale: false, since: null };
  const open = state.open === null ? null : { ...state.open, fetch: "wanted" as const };
  const next: AppState = {
    ...state,
    phase: "ready",
    failure: "",
    list,
    waiting,
    open,
    deciding: afterSnapshot(
      state.deciding,
      snapshot.interrupts.map(({ run, id }) => ({ runId: run, id })),
      new Set(snapshot.running.map(({ run }) => run)),
    ),
    interrupted: snapshot.interrupted ?? [],
    drafts: { ...snapshot.drafts, ...state.drafts }, // what was typed or sent here is newer
    attached: { ...keptFiles(snapshot.draftAttachments ?? {}), ...state.attached },
  };
  return (snapshot.notices ?? []).reduce((sum, notice) => noticed(sum, notice, "info"), next);
}
