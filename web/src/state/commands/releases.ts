/** New versions, and what is said of this one. */
import type { About, Releases } from "../../wire/shapes";
import type { Desk, Done } from "./desk";

export function releases(desk: Desk) {
  const { store, server } = desk;
  const load = (act?: "look" | "dismiss", body = {}): Promise<void> =>
    desk.load(
      store.now().releases.value,
      () => server.releases<Releases>(act, body),
      (releases) => store.dispatch({ type: "releases changed", releases }),
    );
  return {
    /** What is known; nothing is sent for it. */
    loadReleases: (): Promise<void> => load(),
    lookForReleases: (): Promise<void> => load("look"),
    dismissRelease: (version: string): Promise<void> => load("dismiss", { version }),

    /** Whether this window is the one to say that there was an upgrade: the first to ask after it. */
    metVersion: (): Promise<boolean> =>
      server.releases<{ readonly upgraded: boolean }>("seen", {}).then(
        ({ upgraded }) => upgraded,
        () => false, // where it cannot be remembered it is not said again and again
      ),

    about: (): Promise<About> => desk.guarded(() => server.about()),
    showOwn: (what: "data" | "log"): Promise<Done> => desk.done(() => server.showOwn(what)),
  };
}
