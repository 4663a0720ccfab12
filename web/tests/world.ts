/** A store, a session and commands over a server that gives planned answers. */
import { makeCommands } from "../src/state/commands";
import { Session } from "../src/state/session";
import { Store } from "../src/state/store";
import { Server } from "../src/wire/server";

export interface Call {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

/** A server that gives the planned answers, one each call; "lost" is a connection that broke. */
export function world(...answers: (readonly [number, object] | "lost")[]) {
  const calls: Call[] = [];
  const drafts: Call[] = [];
  const server = new Server(async (path, init) => {
    const call = {
      method: init?.method ?? "",
      path: String(path),
      body: init?.body ? JSON.parse(String(init.body)) : undefined,
    };
    if (call.path.startsWith("/api/drafts/")) {
      drafts.push(call);
      return new Response("{}");
    }
    calls.push(call);
    const answer = answers.shift() ?? [200, {}];
    if (answer === "lost") throw new TypeError("network");
    return new Response(JSON.stringify(answer[1]), { status: answer[0] });
  });
  const store = new Store();
  const session = new Session(store, server, {
    open: () => ({ addEventListener: () => {}, close: () => {} }),
    setTimeout: () => 0,
    clearTimeout: () => {},
    random: () => 0,
    requestFrame: () => {},
    woke: () => {},
    leave: () => {},
  });
  let id = 0;
  const commands = makeCommands(
    store,
    server,
    session,
    () => `id${++id}`,
    async () => {},
  );
  return { store, server, commands, calls, drafts, session };
}
