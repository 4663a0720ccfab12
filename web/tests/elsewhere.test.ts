/** What one window changes beside the chats is in the others at once, and after a break without a word. */
import { expect, test } from "vitest";
import { makeCommands } from "../src/state/commands";
import { Session } from "../src/state/session";
import { Store } from "../src/state/store";
import { Server } from "../src/wire/server";
import { Browser, Window } from "./windows";

/** Every call that was made has its answer. */
async function answered(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((done) => setTimeout(done, 0));
}

/** A server as far as this goes: what is asked for, what is changed, and who is told. */
class Kept {
  readonly browser = new Browser();
  readonly asked: string[] = [];
  settings: Record<string, unknown> = { theme: "system", language: "system", shortcuts: {}, zoom: 1 };
  prompts: object[] = [];

  readonly answer = async (path: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const call = `${init?.method} ${String(path)}`;
    this.asked.push(call);
    if (call === "PATCH /api/settings") {
      this.settings = { ...this.settings, ...JSON.parse(String(init?.body)) };
      this.browser.server.tell("settings");
    }
    if (call === "PUT /api/prompts/greet") {
      this.prompts = [{ name: "greet", text: "Hello" }];
      this.browser.server.tell("prompts");
    }
    const { epoch, head } = this.browser.server;
    const snapshot = { asOf: `${epoch}.${head}`, conversations: [], running: [], interrupts: [] };
    const body = call.endsWith("/api/snapshot")
      ? snapshot
      : call.endsWith("/api/settings")
        ? this.settings
        : { prompts: this.prompts };
    return new Response(JSON.stringify(body));
  };

  async window(name: string) {
    const { clock, windows } = this.browser;
    const window = new Window(this.browser, name);
    windows.add(window);
    const store = new Store();
    const session = new Session(store, new Server(this.answer), {
      open: (cursor) => window.shared.open(cursor),
      woke: () => window.shared.woke(),
      leave: () => window.shared.leave(),
      setTimeout: clock.setTimeout,
      clearTimeout: clock.clearTimeout,
      random: () => 1,
      requestFrame: () => {},
    });
    const commands = makeCommands(store, session.server, session);
    await commands.loadSettings();
    await session.start();
    await answered();
    return { store, commands };
  }
}

const looksOf = ({ store }: { store: Store }) => {
  const { theme, language, shortcuts } = store.now().settings ?? {};
  return { theme, language, shortcuts };
};

test("colours, language and keys that one window sets are in the other at once", async () => {
  const kept = new Kept();
  const [one, other] = [await kept.window("one"), await kept.window("other")];
  expect(kept.browser.server.open.size).toBe(1); // they share it
  await one.commands.changeSettings({ theme: "dark", language: "de", shortcuts: { newChat: "Mod+J" } });
  await answered();
  const chosen = { theme: "dark", language: "de", shortcuts: { newChat: "Mod+J" } };
  expect([looksOf(one), looksOf(other)]).toEqual([chosen, chosen]);
  await other.commands.changeSettings({ theme: "light" }); // and the other way round
  await answered();
  expect([looksOf(one), looksOf(other)]).toEqual([
    { ...chosen, theme: "light" },
    { ...chosen, theme: "light" },
  ]);
});

test("what a window has not looked at is not asked for, and what it has is", async () => {
  const kept = new Kept();
  const [one, other] = [await kept.window("one"), await kept.window("other")];
  await other.commands.loadPrompts();
  kept.asked.length = 0;
  await one.commands.savePrompt(null, { name: "greet", text: "Hello" });
  await answered();
  expect(kept.asked).toEqual(["PUT /api/prompts/greet", "GET /api/prompts"]); // the other window
  expect(other.store.now().prompts.value?.prompts).toEqual([{ name: "greet", text: "Hello" }]);
  const third = await kept.window("third");
  kept.asked.length = 0;
  await one.commands.savePrompt(null, { name: "greet", text: "Hello" });
  await answered();
  expect(kept.asked.filter((call) => call === "GET /api/prompts")).toHaveLength(2);
  expect(third.store.now().prompts.status).toBe("idle");
});

test("what was changed while there was no connection is known when there is one again", async () => {
  const kept = new Kept();
  const window = await kept.window("one");
  const { server, clock } = kept.browser;
  server.reachable = false;
  for (const connection of server.open) connection.hear("error", undefined);
  kept.settings = { ...kept.settings, theme: "dark" };
  await clock.pass(5_000);
  expect(looksOf(window).theme).toBe("system");
  server.reachable = true;
  await clock.pass(20_000);
  expect(looksOf(window).theme).toBe("dark");
});
