/** I3: what is on its way, and what is typed meanwhile, is nowhere but here until the server has it: so it is kept. */
import { expect, test } from "vitest";
import { emptyConversation } from "../src/domain/conversation";
import type { Event } from "../src/domain/frame";
import { NEW } from "../src/state/app";
import { Problem } from "../src/wire/problem";
import { Clock, settled } from "./clock";
import { world } from "./world";

/** A server that takes a message when it is told to. */
function slow() {
  const here = world([201, {}]);
  const clock = new Clock();
  Object.assign(here.session.screen, { setTimeout: clock.setTimeout, clearTimeout: clock.clearTimeout });
  const going: { text: string; take: () => Promise<void>; refuse: () => Promise<void> }[] = [];
  here.server.sendMessage = (_, { id, text }) =>
    new Promise((done, fail) => {
      const end = (how: () => void) => async () => {
        how();
        await settled();
      };
      const take = end(() => done({ messageId: id, runId: "r" }));
      going.push({ text, take, refuse: end(() => fail(new Problem("No.", "bad_input", 422))) });
    });
  const say = (text: string): void => {
    here.commands.draft(text);
    void here.commands.send();
  };
  /** What the server was asked to keep, one call after the other. */
  const kept = () =>
    here.drafts.splice(0).map(({ path, body }) => [path.slice("/api/drafts/".length), body as object]);
  return { ...here, clock, going, say, kept };
}

function opened({ store }: ReturnType<typeof slow>): void {
  store.dispatch({ type: "conversation opened", id: "a" });
  const fetched = { ...emptyConversation("a"), n: 1, asOf: "e.1" };
  store.dispatch({ type: "conversation loaded", fetched });
}

test("I3: messages sent in one breath and what is typed on are kept until the server has each of them", async () => {
  const here = slow();
  opened(here);
  for (const text of ["one", "two", "three"]) here.say(text);
  here.commands.draft("fo");
  await here.clock.pass(800);
  expect(here.kept()).toEqual([["a", { text: "one\n\ntwo\n\nthree\n\nfo" }]]);
  here.commands.draft("four");
  await here.clock.pass(800);
  expect(here.kept()).toEqual([["a", { text: "one\n\ntwo\n\nthree\n\nfour" }]]);
  await here.going[0]?.take();
  expect(here.kept()).toEqual([["a", { text: "two\n\nthree\n\nfour" }]]);
  await here.going[1]?.take();
  await here.going[2]?.take();
  expect(here.kept().at(-1)).toEqual(["a", { text: "four" }]);
  expect(here.store.now().drafts.a).toBe("four");
});

test("I3: a window that is closed while a message is on its way saves everything at once", async () => {
  const here = slow();
  opened(here);
  here.say("one");
  here.say("two");
  here.commands.draft("three");
  here.commands.flushDrafts();
  await settled();
  expect(here.kept()).toEqual([["a", { text: "one\n\ntwo\n\nthree" }]]);
});

test("what is sent quickly is not kept beside its message", async () => {
  const here = slow();
  opened(here);
  here.say("one");
  await here.clock.pass(700);
  await here.going[0]?.take();
  await here.clock.pass(5_000);
  expect(here.kept()).toEqual([]);
});

test("I3: a message leaves alone what another window keeps there, and takes what was kept when this one began", async () => {
  const here = slow();
  const snapshot = { asOf: "e.1", conversations: [], running: [], interrupts: [] };
  here.store.dispatch({ type: "started", snapshot: { ...snapshot, drafts: { a: "an earlier state" } } });
  opened(here);
  here.say("other words");
  await settled();
  expect(here.kept()).toEqual([["a", { text: "other words" }]]); // first: the server takes out what a message holds
  await here.going[0]?.take();
  expect(here.kept()).toEqual([["a", { text: "" }]]);
  here.say("and more"); // meanwhile another window may have kept something
  await here.going[1]?.take();
  await here.clock.pass(5_000);
  expect(here.kept()).toEqual([]);
});

test("I3: what a message holds of the kept draft need not be kept once more before it goes", async () => {
  const here = slow();
  opened(here);
  here.commands.draft("  one an");
  await here.clock.pass(800);
  here.kept();
  here.say("one and two");
  await settled();
  expect([here.kept(), here.going.length]).toEqual([[], 1]);
  await here.going[0]?.take();
  expect(here.kept()).toEqual([["a", { text: "" }]]);
});

test("a message whose facts are there is no draft any more, though the call was not answered", async () => {
  const here = slow();
  opened(here);
  here.say("one");
  here.say("two");
  await here.clock.pass(800);
  const e = { type: "TEXT_MESSAGE_START", messageId: "id1", role: "user" } as Event;
  here.store.dispatch({ type: "frames arrived", frames: [{ s: 2, c: "a", n: 2, e }] });
  await here.clock.pass(800);
  expect(here.kept().at(-1)).toEqual(["a", { text: "two" }]);
});

test("the texts of a chat that is not made yet are the new chat's, and then its own before they leave there", async () => {
  const here = slow();
  here.say("one");
  here.say("two");
  here.commands.draft("three");
  await here.clock.pass(800);
  expect(here.kept()).toEqual([[NEW, { text: "one\n\ntwo\n\nthree" }]]);
  await here.going[0]?.take();
  expect(here.kept()).toEqual([
    ["id1", { text: "two\n\nthree" }],
    [NEW, { text: "" }],
  ]);
  await here.going[1]?.take();
  here.commands.draft("three four");
  await here.clock.pass(800);
  expect(here.kept()).toEqual([
    ["id1", { text: "three" }],
    ["id1", { text: "three four" }],
  ]);
});

test("what came back is kept as it stands in the composer", async () => {
  const here = slow();
  opened(here);
  here.say("one");
  here.say("two");
  here.commands.draft("three");
  await here.going[0]?.refuse();
  expect(here.store.now().drafts.a).toBe("one\n\ntwo\n\nthree");
  expect(here.kept()).toEqual([["a", { text: "one\n\ntwo\n\nthree" }]]);
});

test("the files of a message on its way are kept with it, each once", async () => {
  const here = slow();
  opened(here);
  const file = { id: "f1", name: "beds.png", kind: "image", type: "image/png", bytes: 3 } as const;
  const chosen = (key: string) => {
    const progress = { status: "ready", file } as const;
    const { kind, type, bytes, name } = file;
    here.store.dispatch({
      type: "files chosen",
      draft: "a",
      files: [{ key, name, kind, type, bytes, progress }],
    });
  };
  chosen("k1");
  here.say("See this");
  chosen("k2");
  here.commands.draft("and this");
  await here.clock.pass(800);
  expect(here.kept()).toEqual([
    ["a", { text: "See this\n\nand this", attachments: [{ id: "f1", name: "beds.png" }] }],
  ]);
});
