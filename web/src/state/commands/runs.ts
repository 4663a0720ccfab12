/** What a person decides about answers: stop one, approve what it asks, go on from one that has ended. */
import { activeRun } from "../../domain/view";
import { asProblem } from "../../wire/problem";
import type { Answer, CallChoice, ReplayPage } from "../../wire/shapes";
import { writing } from "../../words/writing";
import { type Choice, decidingOn, type Given } from "../deciding";
import type { Desk, Done } from "./desk";

/** An answer to a question that is being written. */
interface Written {
  readonly conversation: string;
  readonly run: string;
  readonly interrupt: string;
  readonly text: string;
}

type GiveBack = (conversation: string, text: string, why: string) => void;

export function runs(desk: Desk, open: (id: string) => void, giveBack: GiveBack) {
  const { store, server, session } = desk;

  // A question can be answered in another window, or stopped: then what was written is in the composer.
  const written = new Map<string, Written>();
  let before = store.now().deciding;
  store.part("deciding").subscribe((deciding) => {
    const was = before;
    before = deciding;
    for (const [key, { conversation, run, interrupt, text }] of written) {
      if (deciding[run]?.words[interrupt] !== undefined) continue;
      written.delete(key);
      if (was[run]?.answer !== "underway") giveBack(conversation, text, writing().asksNoMore);
    }
  });

  /** Notes choices; the run is answered when every approval it waits for has one, given on its own cards. */
  const chooseAll = async (run: string, given: Readonly<Record<string, Given>>): Promise<void> => {
    const now = store.now();
    const ofRun = (now.open?.conversation?.interrupts ?? []).filter((interrupt) => interrupt.runId === run);
    if (decidingOn(now, run).answer === "underway" || !ofRun.some(({ id }) => id in given)) return;
    for (const { id } of ofRun) {
      const choice = given[id];
      if (choice !== undefined) store.dispatch({ type: "choice made", run, interrupt: id, given: choice });
    }
    const { choices } = decidingOn(store.now(), run);
    const answers: Answer[] = [];
    for (const { id } of ofRun) {
      const choice = choices[id];
      if (choice === undefined) return;
      answers.push({ interruptId: id, status: "resolved", payload: payloadOf(choice) });
    }
    store.dispatch({ type: "answer begun", run });
    try {
      await server.resumeRun(run, answers);
      store.dispatch({ type: "answer taken", run });
    } catch (error) {
      session.failed(error, (detail) => {
        store.dispatch({ type: "answer failed", run, detail });
        const isSeen = store.now().open?.id === now.open?.id; // the card says it
        if (!isSeen) desk.notice(asProblem(error).code, detail);
      });
    }
  };

  return {
    /** Decides about an answer that has ended: another one to the same message, go on with it, or leave it. */
    async settle(conversation: string, run: string, choice: Choice, model?: string): Promise<void> {
      if (decidingOn(store.now(), run).settling !== null) return;
      const before = store.now().open?.id;
      store.dispatch({ type: "settle begun", run, choice });
      if (choice !== "keep" && store.now().open?.id === conversation)
        store.dispatch({ type: "latest asked" });
      try {
        await desk.repeated(() => server.settleRun(run, choice, model === undefined ? {} : { model }));
        // who has gone to another chat meanwhile stays there
        if (choice !== "keep" && store.now().open?.id === before) open(conversation);
      } catch (error) {
        store.dispatch({ type: "settle failed", run });
        desk.complain(error);
      }
    },

    /** A page of what happened in a run; the caller shows a failure. */
    replayed: (run: string, after: number): Promise<ReplayPage> =>
      desk.guarded(() => server.replay(run, after)),

    /** Stops asking about cut answers in this window, without deciding. */
    setCutsAside: (): void => store.dispatch({ type: "cuts set aside" }),

    async stop(): Promise<void> {
      const conversation = store.now().open?.conversation;
      const run = conversation ? activeRun(conversation) : null;
      if (run === null) return;
      store.dispatch({ type: "stop asked", run: run.id });
      try {
        await server.cancelRun(run.id);
      } catch (error) {
        store.dispatch({ type: "stop failed", run: run.id });
        desk.complain(error);
      }
    },

    chooseAll,

    /** The same for one. */
    choose: (run: string, interrupt: string, given: Given): Promise<void> =>
      chooseAll(run, { [interrupt]: given }),

    /** Keeps an answer that is being written for as long as its question is asked. */
    writeAnswer(run: string, interrupt: string, text: string): void {
      const conversation = store.now().open?.id;
      const key = JSON.stringify([run, interrupt]);
      if (text.trim() === "" || conversation === undefined) written.delete(key);
      else written.set(key, { conversation, run, interrupt, text });
      store.dispatch({ type: "answer written", run, interrupt, text });
    },

    /** Says what is to become of an action whose end nobody saw. Nothing runs again unless it is asked for. */
    settleCall: (run: string, call: string, choice: CallChoice): Promise<Done> =>
      desk.done(() => server.settleCall(run, call, choice)),
  };
}

function payloadOf(given: Given): Answer["payload"] {
  if (typeof given === "string") return { answer: given };
  if (typeof given === "boolean") return { approved: given };
  const { kind, value } = given.offer;
  return { approved: true, grant: { kind, value, until: given.until } };
}
