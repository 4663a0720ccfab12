/** What is dropped on the window, and the size that each screen keeps. */
import { expect, test, vi } from "vitest";
import { NEW } from "../src/state/app";
import type { Attachment } from "../src/wire/shapes";
import { settled } from "./clock";
import { world } from "./world";

test("a dropped folder is offered as the chat's, and files go with the message of the chat they fell on", async () => {
  const dropped = { folders: ["/home/me/figs", "/tmp"], files: [{ key: "k1", name: "a.txt" }] };
  const { store, server, commands, calls } = world([200, dropped], [200, {}]);
  const sent: string[] = [];
  server.upload = (file, name) => {
    sent.push(`${name} ${file.size}`);
    const kept: Attachment = { id: "sha", name, type: "text/plain", bytes: file.size, kind: "text" };
    return { done: Promise.resolve(kept), abort: () => {} };
  };
  await commands.takeDropped(true);
  await settled();
  expect(store.now().dialog).toEqual({ kind: "folder", path: "/home/me/figs" });
  expect(calls.map(({ method, path }) => `${method} ${path}`)).toEqual([
    "POST /api/dropped",
    "GET /api/dropped/k1",
  ]);
  expect(sent).toEqual(["a.txt 2"]);
  expect(store.now().attached[NEW]?.map(({ name }) => name)).toEqual(["a.txt"]);
});

test("a drop of nothing that is here, and a file that cannot be read, are said", async () => {
  const { store, commands } = world(
    [200, { folders: [], files: [] }],
    [200, { folders: [], files: [{ key: "k", name: "big" }] }],
    [413, { detail: "big is larger than 20 MB.", code: "too_large" }],
  );
  await commands.takeDropped(true);
  await commands.takeDropped(true);
  expect(store.now().notices.map(({ text }) => text)).toEqual([
    "What was dropped is no file or folder of this computer. Save it here first, and drop that.",
    "big is larger than 20 MB.",
  ]);
});

test("the size that is chosen is kept for the screen, and as the size for others", async () => {
  vi.useFakeTimers();
  const { store, commands, calls, session } = world();
  vi.spyOn(session.screen, "setTimeout").mockImplementation((run) => setTimeout(run, 0));
  store.dispatch({
    type: "settings loaded",
    settings: { zoom: 1, zooms: { "1280x800": 0.9, "800x600": 2 }, overridden: [] } as never,
  });
  commands.atScreen("1280x800");
  expect(store.now().zoom).toBe(0.9);
  commands.zoom(1);
  await vi.runAllTimersAsync();
  vi.useRealTimers();
  expect(calls[0]?.body).toEqual({ zoom: 1, zooms: { "800x600": 2, "1280x800": 1 } });
});
