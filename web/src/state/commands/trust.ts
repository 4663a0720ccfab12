/** What holds the agent, and what it may do without asking: the sandbox of this machine, and grants. */
import type { Desk, Done } from "./desk";

export function trust(desk: Desk) {
  const { store, server } = desk;

  const loadGrants = (): Promise<void> =>
    desk.load(
      store.now().grants.value,
      () => server.grants(),
      (grants) => store.dispatch({ type: "grants changed", grants }),
    );

  return {
    loadSandbox: (): Promise<void> =>
      desk.load(
        store.now().sandbox.value,
        () => server.sandbox(),
        (sandbox) => store.dispatch({ type: "sandbox changed", sandbox }),
      ),

    loadGrants,

    revoke: (grant: string): Promise<Done> =>
      desk.done(async () => {
        await server.revoke(grant);
        await loadGrants();
      }),

    revokeAll: (): Promise<Done> =>
      desk.done(async () => {
        await server.revokeAll();
        await loadGrants();
      }),
  };
}
