/** What another window has changed: asked for again at once, where this window shows it or goes by it. */
import type { AppState } from "../app";
import type { Desk } from "./desk";

/** Named as the server calls it. `isSaid`: it is different; else it may be, for nobody could say so meanwhile. */
type Loads = Readonly<
  Record<
    "settings" | "around" | "providers" | "prompts" | "webSearch" | "grants" | "servers" | "releases",
    (isSaid: boolean) => Promise<unknown>
  >
>;

/** What nobody has looked at yet is asked for when somebody does. */
function isKnown(state: AppState, what: keyof Loads): boolean {
  return what === "settings" ? state.settings !== null : state[what].status !== "idle";
}

export function followOthers({ store, session }: Desk, loads: Loads): void {
  const all = Object.keys(loads) as (keyof Loads)[];
  session.changedBesides = (what) => {
    for (const each of all)
      if ((what === null || what.includes(each)) && isKnown(store.now(), each))
        void loads[each](what !== null);
  };
}
