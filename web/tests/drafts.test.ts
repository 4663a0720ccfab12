/** Typing, as the server gets to know of it. */
import { expect, test } from "vitest";
import { Drafts } from "../src/state/drafts";
import { Problem } from "../src/wire/problem";
import { Clock, settled } from "./clock";

class World {
  readonly clock = new Clock();
  readonly texts: Record<string, string> = {};
  files: { id: string; name: string }[] = [];
  readonly saved: string[] = [];
  readonly at: number[] = [];
  answer: () => Promise<void> = async () => {};
  readonly drafts = new Drafts({
    draft: (key) => ({
      text: this.texts[key] ?? "",
      ...(this.files.length === 0 ? {} : { attachments: this.files }),
    }),
    save: async (key, { text, attachments = [] }) => {
      await this.answer();
      this.saved.push(`${key}: ${[text, ...attachments.map(({ name }) => `[${name}]`)].join(" ")}`);
      this.at.push(this.clock.now);
    },
    problem: (error) => error as Problem,
    setTimeout: this.clock.setTimeout,
    clearTimeout: this.clock.clearTimeout,
  });

  type(text: string, key = "new"): void {
    this.texts[key] = text;
    this.drafts.typed(key);
  }
}

test("a pause in typing is saved within 0.8 seconds, and steady typing each 0.8 seconds", async () => {
  const world = new World();
  let text = "";
  for (let keys = 0; keys < 20; keys++) {
    text += "x";
    world.type(text);
    await world.clock.pass(100);
  }
  await world.clock.pass(5_000);
  expect(world.at).toEqual([800, 1600, 2400]);
  expect(world.saved[world.saved.length - 1]).toBe(`new: ${text}`);
});

test("each chat has its own draft, and an emptied one is forgotten", async () => {
  const world = new World();
  world.type("one", "a");
  world.type("two", "b");
  await world.clock.pass(800);
  world.type("", "a");
  await world.clock.pass(800);
  expect(world.saved).toEqual(["a: one", "b: two", "a: "]);
});

test("files are part of a draft: added or taken out, it is saved again", async () => {
  const world = new World();
  world.type("look at this");
  await world.clock.pass(800);
  world.files = [{ id: "1", name: "a.png" }];
  world.drafts.typed("new");
  await world.clock.pass(800);
  world.drafts.typed("new");
  await world.clock.pass(800);
  world.files = [];
  world.drafts.typed("new");
  await world.clock.pass(800);
  expect(world.saved).toEqual(["new: look at this", "new: look at this [a.png]", "new: look at this"]);
});

test("a window that is hidden or closed saves at once what waits, and nothing else", async () => {
  const world = new World();
  world.type("half a thou");
  world.drafts.flush();
  world.drafts.flush();
  await settled();
  expect(world.saved).toEqual(["new: half a thou"]);
});

test("what is left of a draft when its message was taken is saved at once, and the server's nothing is left alone", async () => {
  const world = new World();
  world.type("question");
  await world.clock.pass(800);
  world.texts.new = "";
  world.drafts.sent("new");
  await settled();
  expect(world.saved).toEqual(["new: question", "new: "]);
  world.drafts.sent("new");
  await settled();
  expect(world.saved).toHaveLength(2);
});

test("the same words again are saved again: the server took them out with the message", async () => {
  const world = new World();
  world.type("yes");
  await world.clock.pass(800);
  world.drafts.sent("new");
  await settled();
  expect(world.saved).toEqual(["new: yes", "new: yes"]);
});

test("a save that a sent message has overtaken is followed by the rest at once", async () => {
  const world = new World();
  let finish = () => {};
  world.answer = () => new Promise((done) => (finish = done));
  world.type("one and two");
  await world.clock.pass(800);
  world.texts.new = "two";
  world.drafts.sent("new");
  world.answer = async () => {};
  finish();
  await settled();
  await world.clock.pass(0);
  expect(world.saved).toEqual(["new: one and two", "new: two"]);
});

test("a window that is closed while the server is slow to take a draft saves what was typed since", async () => {
  const world = new World();
  const finish: (() => void)[] = [];
  world.answer = () => new Promise((done) => finish.push(done));
  world.type("one");
  await world.clock.pass(800);
  world.type("one two");
  world.drafts.flush();
  world.drafts.flush();
  for (const each of finish) each();
  await settled();
  expect(world.saved).toEqual(["new: one", "new: one two"]);
});

test("a server that does not answer is asked again until it has the text", async () => {
  const world = new World();
  let refusals = 2;
  world.answer = async () => {
    if (refusals-- > 0) throw new Problem("no answer", "unreachable", 0);
  };
  world.type("patient");
  await world.clock.pass(800 + 3_000 + 3_000);
  expect(world.saved).toEqual(["new: patient"]);
});

test("a text that the server refuses is not sent again, a changed one is", async () => {
  const world = new World();
  let calls = 0;
  world.answer = async () => {
    calls += 1;
    if (calls === 1) throw new Problem("too long", "too_large", 413);
  };
  world.type("long");
  await world.clock.pass(60_000);
  expect(calls).toBe(1);
  world.type("short");
  await world.clock.pass(800);
  expect(world.saved).toEqual(["new: short"]);
});

test("a slow save is not overtaken: what came meanwhile follows it", async () => {
  const world = new World();
  let finish = () => {};
  world.answer = () => new Promise((done) => (finish = done));
  world.type("one");
  await world.clock.pass(800);
  world.type("one two");
  await world.clock.pass(5_000);
  expect(world.saved).toEqual([]);
  finish();
  await settled();
  world.answer = async () => {};
  await world.clock.pass(800);
  expect(world.saved).toEqual(["new: one", "new: one two"]);
});
