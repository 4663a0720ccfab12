/** What this system's desktop can do around the window, as the settings are told. */
import { expect, test } from "vitest";
import type { Around } from "../src/wire/shapes";
import { world } from "./world";

const around: Around = { outlivesClosing: true, tray: "none", key: "off", keyName: "", login: false };

test("the start with the login shows what was written", async () => {
  const { store, commands, calls } = world([200, around], [200, { ...around, login: true }]);
  await commands.loadAround();
  expect(await commands.startWithLogin(true)).toEqual({ ok: true });
  expect(calls.map(({ method, path, body }) => [method, path, body])).toEqual([
    ["GET", "/api/around", undefined],
    ["PUT", "/api/around/login", { on: true }],
  ]);
  expect(store.now().around).toEqual({ status: "ready", value: { ...around, login: true } });
});

test("what could not be written is said, and what is known stays", async () => {
  const { store, commands } = world(
    [200, around],
    [500, { code: "login_entry_failed", detail: "Not there." }],
  );
  await commands.loadAround();
  expect(await commands.startWithLogin(true)).toEqual({ ok: false, detail: "Not there." });
  expect(store.now().around.value).toEqual(around);
});

test("a tray that comes or goes is shown at once where somebody looks, and else not asked for", async () => {
  const { store, commands, calls, session } = world([200, around], [200, { ...around, tray: "shown" }]);
  session.changedBesides(["around"]);
  expect(calls).toEqual([]);
  await commands.loadAround();
  session.changedBesides(["around"]);
  await expect.poll(() => store.now().around.value?.tray).toBe("shown");
});
