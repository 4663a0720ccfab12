/** Servers of tools: set up, allowed, looked at. */
import type {
  FoundList,
  ImportFrom,
  LogLine,
  ServerInput,
  TakenServers,
  ToolServer,
  ToolServers,
} from "../../wire/mcp";
import { asProblem } from "../../wire/problem";
import type { Desk, Done } from "./desk";

/** A server that starts is asked so long whether it can be used. */
const SLOW_MS = 60_000;

export function servers(desk: Desk) {
  const { store, server } = desk;
  const at = (name: string, what = ""): string => `/servers/${encodeURIComponent(name)}${what}`;

  const loadServers = (): Promise<void> =>
    desk.load(
      store.now().servers.value,
      () => server.mcp<ToolServers>("GET", "/servers"),
      (loaded) => store.dispatch({ type: "servers changed", servers: loaded }),
    );

  const doing = (act: () => Promise<unknown>): Promise<Done> =>
    desk.done(async () => {
      await act();
      await loadServers();
    });

  return {
    loadServers,

    saveServer: (name: string, input: ServerInput): Promise<Done> =>
      doing(() => server.mcp("PUT", at(name), input)),

    removeServer: (name: string): Promise<Done> => doing(() => server.mcp("DELETE", at(name))),

    /** A yes to exactly what is shown. */
    allowServer: ({ name, hash }: ToolServer): Promise<Done> =>
      doing(() => server.mcp("POST", at(name, "/approve"), { hash })),

    allowTools: (name: string, tools: Readonly<Record<string, string>>): Promise<Done> =>
      doing(() => server.mcp("POST", at(name, "/approve"), { tools })),

    turnServer: (name: string, on: boolean): Promise<Done> =>
      doing(() => server.mcp("PATCH", at(name), { on })),

    turnTool: (name: string, tool: string, on: boolean): Promise<Done> =>
      doing(() => server.mcp("PATCH", at(name), { tools: { [tool]: on } })),

    restartServer: (name: string): Promise<Done> => doing(() => server.mcp("POST", at(name, "/restart"), {})),

    stopServer: (name: string): Promise<Done> => doing(() => server.mcp("POST", at(name, "/stop"), {})),

    signOut: (name: string): Promise<Done> => doing(() => server.mcp("POST", at(name, "/sign-out"), {})),

    /** Shows the address that the browser is to open, whole, before it does. */
    signIn: (name: string): Promise<Done> =>
      doing(async () => {
        const { url } = await server.mcp<{ url: string }>("POST", at(name, "/sign-in"), {}, SLOW_MS);
        if (url !== "") store.dispatch({ type: "dialog opened", dialog: { kind: "link", url } });
      }),

    /** What it wrote after this line; nothing where the call fails: the next one is soon. */
    async logAfter(name: string, n: number): Promise<readonly LogLine[]> {
      try {
        return (await server.mcp<{ lines: readonly LogLine[] }>("GET", at(name, `/log?after=${n}`))).lines;
      } catch {
        return [];
      }
    },

    async foundLists(): Promise<readonly FoundList[]> {
      try {
        return (await server.mcp<{ found: readonly FoundList[] }>("GET", "/found")).found;
      } catch {
        return [];
      }
    },

    async takeServers(from: ImportFrom, text?: string): Promise<TakenServers | string> {
      try {
        const body = text === undefined ? { from } : { from, text };
        const taken = await desk.guarded(() => server.mcp<TakenServers>("POST", "/import", body));
        await loadServers();
        return taken;
      } catch (error) {
        return asProblem(error).message;
      }
    },
  };
}
