/** What holds the agent: the sandbox of this machine. */
import type { Desk } from "./desk";

export function trust(desk: Desk) {
  const { store, server } = desk;
  return {
    loadSandbox: (): Promise<void> =>
      desk.load(
        store.now().sandbox.value,
        () => server.sandbox(),
        (sandbox) => store.dispatch({ type: "sandbox changed", sandbox }),
      ),
  };
}
