/** The state as a story: what happened, then what the page knows. */
import { expect, test } from "vitest";
import { type Conversation, emptyConversation } from "../src/domain/conversation";
import type { Event, Frame } from "../src/domain/frame";
import { type AppState, cutsToShow, initial, NEW } from "../src/state/app";
import { type Action, reduce } from "../src/state/reduce";

const summary = (id: string, updatedAt: number) => ({ id, title: id, updatedAt, running: false });
const snapshot = {
  asOf: "e1.5",
  conversations: [summary("b", 20), summary("a", 10)],
  running: [],
  interrupts: [],
};

function after(...actions: Action[]): AppState {
  return actions.reduce(reduce, initial);
}

function facts(conversation: string, from: number, ...events: object[]): Action {
  const frames = events.map(
    (e, at): Frame => ({ s: from + at, c: conversation, r: "r1", n: from + at, e: e as Event }),
  );
  return { type: "frames arrived", frames };
}

function fetched(id: string, n: number, more: Partial<Conversation> = {}): Action {
  return {
    type: "conversation loaded",
    fetched: { ...emptyConversation(id), title: id, n, asOf: `e1.${n}`, ...more },
  };
}

const opened: Action[] = [
  { type: "started", snapshot },
  { type: "conversation opened", id: "a" },
  { type: "conversation fetching", id: "a" },
];

const started = {
  type: "RUN_STARTED",
  threadId: "a",
  runId: "r1",
  timestamp: 30,
  metadata: { messageId: "u1" },
};
const begun = { type: "TEXT_MESSAGE_START", messageId: "m1", timestamp: 31 };
const delta = (text: string) => ({ type: "TEXT_MESSAGE_CONTENT", messageId: "m1", delta: text });

test("facts that arrive while a conversation is fetched are applied after it, once", () => {
  const state = after(
    ...opened,
    facts("a", 3, started, begun, delta("Hel")),
    fetched("a", 3, {
      runs: [
        {
          id: "r1",
          status: "running",
          messageId: null,
          model: null,
          parentRunId: null,
          startedAt: 30,
          endedAt: null,
          error: null,
          usage: null,
          cost: null,
          context: null,
          plan: null,
          changes: [],
          notes: [],
          summaries: [],
          settled: null,
        },
      ],
    }),
    facts("a", 6, delta("lo")),
  );
  expect(state.open?.conversation?.messages.map((message) => message.content)).toEqual(["Hello"]);
  expect(state.open?.conversation?.n).toBe(6);
  expect(state.open?.conversation?.runs).toHaveLength(1);
});

test("a gap wants the conversation again and keeps what came until then", () => {
  const gap = after(...opened, fetched("a", 2), facts("a", 7, delta("x")));
  expect(gap.open?.fetch).toBe("wanted");
  expect(gap.open?.early).toHaveLength(1);
  expect(gap.open?.conversation?.n).toBe(2);
});

test("growing text does not count as a change of structure", () => {
  const before = after(...opened, fetched("a", 2), facts("a", 3, started, begun));
  const grown = reduce(before, facts("a", 5, delta("one "), delta("two")));
  const ended = reduce(grown, facts("a", 7, { type: "TEXT_MESSAGE_END", messageId: "m1" }));
  expect(grown.open?.revision).toBe(before.open?.revision);
  expect(grown.open?.conversation?.messages[0]?.content).toBe("one two");
  expect(ended.open?.revision).toBe((before.open?.revision ?? 0) + 1);
});

test("a run of another conversation marks it and brings it to the top", () => {
  const state = after({ type: "started", snapshot }, facts("a", 9, started));
  expect(state.list.items).toEqual([{ ...summary("a", 30), running: true }, summary("b", 20)]);
  const done = reduce(
    state,
    facts("a", 10, { type: "RUN_FINISHED", threadId: "a", runId: "r1", timestamp: 40 }),
  );
  expect(done.list.items[0]).toEqual({ ...summary("a", 40), running: false });
});

test("a fact about a conversation that is not in the list asks for the list", () => {
  expect(after({ type: "started", snapshot }, facts("z", 9, started)).list.stale).toBe(true);
});

test("a list that was asked for before newer facts does not undo them, and keeps older pages", () => {
  const page = { conversations: [{ ...summary("z", 25), running: true }, summary("b", 20)], next: "z-next" };
  const state = after(
    { type: "started", snapshot: { ...snapshot, next: "old-next" } },
    facts("z", 8, { ...started, timestamp: 25 }),
    { type: "list asked" },
    facts("z", 9, { type: "RUN_FINISHED", threadId: "z", runId: "r1", timestamp: 40 }),
    { type: "list refreshed", page },
  );
  expect(state.list.items).toEqual([summary("z", 40), summary("b", 20), summary("a", 10)]);
  expect(state.list).toMatchObject({ next: "old-next", stale: false, since: null });
});

test("a list that could not be fetched is wanted still, and one older than a snapshot is dropped", () => {
  const asked = after({ type: "started", snapshot }, { type: "list asked" });
  expect(reduce(asked, { type: "list failed" }).list.stale).toBe(true);
  const late = [
    { type: "started", snapshot },
    { type: "list refreshed", page: { conversations: [], next: null } },
  ] as const;
  expect(late.reduce<AppState>(reduce, asked).list.items).toHaveLength(2);
});

test("a conversation made in another window appears, and one deleted there goes away", () => {
  const made = after(...opened, fetched("a", 2), {
    type: "frames arrived",
    frames: [
      {
        s: 9,
        c: "n",
        n: 1,
        e: { type: "CUSTOM", name: "runnel:conversation.created", value: { title: "New" }, timestamp: 50 },
      },
    ],
  });
  expect(made.list.items.map((item) => item.id)).toEqual(["n", "b", "a"]);
  const gone = reduce(
    made,
    facts("a", 3, { type: "CUSTOM", name: "runnel:conversation.deleted", value: {} }),
  );
  expect(gone.list.items.map((item) => item.id)).toEqual(["n", "b"]);
  expect(gone.open).toBeNull();
});

const message = { id: "u1", text: "Hi" };

test("a new chat shows the message at once and lets it go when the fact has come", () => {
  const sent = after(
    { type: "started", snapshot },
    { type: "drafted", key: NEW, text: "Hi" },
    { type: "send begun", key: NEW, conversation: "n", message },
  );
  expect(sent.open?.id).toBe("n");
  expect(sent.drafts[NEW]).toBe("");
  expect(sent.sending).toEqual({ n: message });
  const arrived = reduce(
    sent,
    facts(
      "n",
      1,
      { type: "CUSTOM", name: "runnel:conversation.created", value: { title: "" } },
      {
        type: "TEXT_MESSAGE_START",
        messageId: "u1",
        role: "user",
      },
    ),
  );
  expect(arrived.sending).toEqual({});
});

test("a message that could not be sent is in the composer again, with its id", () => {
  const state = after(
    { type: "started", snapshot },
    { type: "drafted", key: NEW, text: "Hi" },
    { type: "send begun", key: NEW, conversation: "n", message },
    { type: "send failed", key: NEW, conversation: "n", message, detail: "No.", created: false },
  );
  expect(state.open).toBeNull();
  expect(state.drafts[NEW]).toBe("Hi");
  expect(state.unsent[NEW]).toEqual({ ...message, conversation: "n", detail: "No." });
  expect(state.sending).toEqual({});
});

test("a message that came back stands before what was typed meanwhile", () => {
  const state = after(
    ...opened,
    fetched("a", 2),
    { type: "send begun", key: "a", conversation: "a", message },
    { type: "drafted", key: "a", text: "Something else" },
    { type: "send failed", key: "a", conversation: "a", message, detail: "No.", created: false },
  );
  expect(state.drafts.a).toBe("Hi\n\nSomething else");
});

test("the texts of a chat that was never made are in the new chat's composer, whatever is open", () => {
  const state = after(
    { type: "started", snapshot },
    { type: "send begun", key: NEW, conversation: "n", message },
    { type: "drafted", key: "n", text: "And this" },
    { type: "conversation opened", id: "a" },
    { type: "drafted", key: NEW, text: "Another" },
    { type: "send failed", key: NEW, conversation: "n", message, detail: "No.", created: false },
  );
  expect(state.drafts).toEqual({ [NEW]: "Hi\n\nAnd this\n\nAnother" });
  expect(state.unsent[NEW]?.id).toBe("u1");
  expect(state.open?.id).toBe("a");
});

test("a chat that was made keeps its message, even if that could not be sent", () => {
  const state = after(
    { type: "started", snapshot },
    { type: "send begun", key: NEW, conversation: "n", message },
    { type: "send failed", key: NEW, conversation: "n", message, detail: "No.", created: true },
  );
  expect(state.open?.id).toBe("n");
  expect(state.drafts.n).toBe("Hi");
});

const arrived = { type: "TEXT_MESSAGE_START", messageId: "u1", role: "user" };

test("a message that had arrived after all is neither unsent nor being sent", () => {
  const lost = after(
    ...opened,
    fetched("a", 2),
    { type: "send begun", key: "a", conversation: "a", message },
    { type: "send failed", key: "a", conversation: "a", message, detail: "No.", created: false },
    { type: "drafted", key: "a", text: "Hi\n\nAnd this" },
  );
  const there = reduce(lost, facts("a", 3, arrived));
  expect(there.unsent).toEqual({});
  expect(there.drafts.a).toBe("And this");
  const again = [
    { type: "send begun", key: "a", conversation: "a", message },
    { type: "message taken", conversation: "a", message: message.id },
  ] as const;
  expect(again.reduce(reduce, there).sending).toEqual({});
});

test("an approval marks its conversation, is announced, and is gone when it was answered", () => {
  const interrupts = [{ id: "i1", reason: "tool_call", metadata: { title: "Run ls" } }];
  const asked = after(
    ...opened,
    fetched("a", 2),
    facts("a", 3, started, {
      type: "RUN_FINISHED",
      threadId: "a",
      runId: "r1",
      outcome: { type: "interrupt", interrupts },
    }),
  );
  expect(asked.waiting).toEqual({ a: 1 });
  expect(asked.said).toEqual({ text: "Approval needed: Run ls", urgent: true });
  expect(asked.open?.conversation?.interrupts).toEqual([{ ...interrupts[0], runId: "r1" }]);
  const answered = reduce(
    asked,
    facts("a", 5, {
      type: "CUSTOM",
      name: "runnel:interrupts.answered",
      value: { runId: "r1", answers: [] },
    }),
  );
  expect(answered.waiting).toEqual({});
  expect(answered.open?.conversation?.interrupts).toEqual([]);
});

test("the status region hears of a beginning and an end, not of the text between", () => {
  const said: string[] = [];
  let state = after(...opened, fetched("a", 2));
  for (const action of [
    facts("a", 3, started),
    facts("a", 4, begun),
    facts("a", 5, delta("two words")),
    facts("a", 6, { type: "RUN_FINISHED", threadId: "a", runId: "r1" }),
  ]) {
    state = reduce(state, action);
    said.push(state.said.text);
  }
  expect(said).toEqual(["Answering.", "Answering.", "Answering.", "Answer finished, 2 words."]);
});

test("a reset keeps the draft and fetches the open conversation again", () => {
  const state = after(
    ...opened,
    fetched("a", 2),
    { type: "drafted", key: "a", text: "half a thought" },
    { type: "started", snapshot },
  );
  expect(state.open?.fetch).toBe("wanted");
  expect(state.open?.conversation).not.toBeNull();
  expect(state.drafts.a).toBe("half a thought");
});

// --- after a crash, and drafts -----------------------------------------------------------------------

const shown = (state: AppState) => cutsToShow(state, state.open?.id ?? null);
const cut = {
  ...snapshot,
  interrupted: [
    { conversation: "a", run: "r1" },
    { conversation: "b", run: "r2" },
  ],
};
const settled = (conversation: string, run: string): Action => ({
  type: "frames arrived",
  frames: [
    {
      s: 30,
      c: conversation,
      r: run,
      n: 30,
      e: { type: "CUSTOM", name: "runnel:run.settled", value: { choice: "keep" } },
    },
  ],
});

test("an answer that was cut off is asked about until somebody decided, in whatever window", () => {
  const start = after({ type: "started", snapshot: cut });
  expect(shown(start).map((each) => each.run)).toEqual(["r1", "r2"]);
  const one = reduce(reduce(start, { type: "settle begun", run: "r1", choice: "keep" }), settled("a", "r1"));
  expect(shown(one).map((each) => each.run)).toEqual(["r2"]);
  expect(one.deciding).toEqual({});
  expect(shown(reduce(one, settled("b", "r2")))).toEqual([]);
});

test("a page that outlives a crash hears of the answers that it cut off", () => {
  const broken = { type: "RUN_ERROR", message: "Runnel ended.", code: "interrupted" };
  const state = after({ type: "started", snapshot }, facts("a", 9, broken), facts("a", 9, broken));
  expect(shown(state)).toEqual([{ conversation: "a", run: "r1" }]);
  expect(shown(reduce(state, { type: "conversation opened", id: "a" }))).toEqual([]);
});

test("a cut answer whose chat was looked at is not told of again in this window, and its chat still asks", () => {
  const start = after({ type: "started", snapshot: cut });
  const glanced = after(
    { type: "started", snapshot: cut },
    { type: "conversation opened", id: "a" },
    { type: "new chat opened" },
  );
  expect(shown(glanced).map((each) => each.run)).toEqual(["r1", "r2"]); // it had not come yet
  let state = [{ type: "conversation opened", id: "a" }, fetched("a", 2)].reduce(
    (now, action) => reduce(now, action as Action),
    start,
  );
  expect(shown(reduce(state, { type: "conversation opened", id: "c" })).map((each) => each.run)).toEqual([
    "r2",
  ]);
  state = reduce(state, { type: "new chat opened" });
  expect(shown(state).map((each) => each.run)).toEqual(["r2"]);
  expect(state.interrupted).toEqual(cut.interrupted);
});

test("the card is set aside until another crash, and is not shown beside the chat that asks itself", () => {
  const aside = after({ type: "started", snapshot: cut }, { type: "cuts set aside" });
  expect(shown(aside)).toEqual([]);
  const again = { ...cut, interrupted: [...cut.interrupted, { conversation: "a", run: "r3" }] };
  const crashed = reduce(aside, { type: "started", snapshot: again });
  expect(shown(crashed).map((each) => each.run)).toEqual(["r3"]);
  expect(shown(reduce(crashed, { type: "conversation opened", id: "a" }))).toEqual([]);
  expect(shown(reduce(crashed, { type: "conversation removed", id: "a" }))).toEqual([]);
});

test("drafts come back from the snapshot, but never over what was typed or sent here", () => {
  const state = after(
    { type: "started", snapshot: { ...snapshot, drafts: { a: "old", b: "kept", [NEW]: "new" } } },
    { type: "drafted", key: "a", text: "typed" },
    { type: "drafted", key: NEW, text: "" },
    { type: "started", snapshot: { ...snapshot, drafts: { a: "old", b: "other", c: "c", [NEW]: "new" } } },
  );
  expect(state.drafts).toEqual({ a: "typed", b: "kept", c: "c", [NEW]: "" });
});

test("the size comes from the settings once, and then from what is done here", () => {
  const settings = {
    theme: "system",
    defaultModel: null,
    dataDir: "/d",
    version: "1",
    overridden: [],
    modelTitles: true,
    sendWith: "enter",
    language: "system",
    announce: "events",
    notify: true,
    lookForReleases: false,
    whenClosed: "ask",
    tray: true,
    quickBar: false,
    motion: "system",
    shortcuts: {},
    width: "normal",
    wrapCode: false,
    favouriteModels: [],
    recentModels: [],
    recentActions: [],
    defaultMode: "ask",
  } as const;
  const state = after(
    { type: "settings loaded", settings: { ...settings, zoom: 1.5 } },
    { type: "zoomed", zoom: 1.6 },
    { type: "settings loaded", settings: { ...settings, zoom: 1.5 } },
  );
  expect(state.zoom).toBe(1.6);
});

test("each screen has its own size, and one that was never seen the size that was chosen last", () => {
  const settings = { zoom: 1.2, zooms: { "1280x800": 0.9 }, overridden: [] } as never; // the rest does not matter
  const at = (...screens: string[]) =>
    after(
      { type: "screen changed", screen: screens[0] ?? "" },
      { type: "settings loaded", settings },
      ...screens.slice(1).map((screen) => ({ type: "screen changed", screen }) as const),
    ).zoom;
  expect(at("1280x800")).toBe(0.9);
  expect(at("1280x800", "2560x1440")).toBe(1.2);
  expect(at("2560x1440", "1280x800")).toBe(0.9);
  const fixed = { zoom: 2, zooms: { "1280x800": 0.9 }, overridden: ["zoom"] } as never;
  expect(
    after({ type: "settings loaded", settings: fixed }, { type: "screen changed", screen: "1280x800" }).zoom,
  ).toBe(2);
});

test("an answer that is being written stays for as long as its question is asked", () => {
  const write = { type: "answer written", run: "r1", interrupt: "i1", text: "half an" } as const;
  const asks = {
    ...snapshot,
    interrupts: [{ conversation: "a", run: "r1", runId: "r1", id: "i1", reason: "tool_call" }],
  };
  const written = after({ type: "started", snapshot: asks }, write, { type: "conversation opened", id: "b" });
  expect(written.deciding.r1?.words).toEqual({ i1: "half an" });
  const again = reduce(written, { type: "started", snapshot: asks });
  expect(again.deciding.r1?.words).toEqual({ i1: "half an" });
  expect(reduce(again, { ...write, text: "" }).deciding).toEqual({});
  expect(reduce(again, { type: "started", snapshot: { ...asks, interrupts: [] } }).deciding).toEqual({});
});
