/** Loads an answer's facts page by page as they are wanted, and keeps a store with the chat as it was at a place. */
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Run } from "../domain/conversation";
import { Replay } from "../domain/replay";
import { Store } from "../state/store";
import { asProblem } from "../wire/problem";
import { useApp } from "./context";

/** Facts ahead of what is looked at. */
const AHEAD = 400;

interface Loading {
  /** The run that is loaded, and the page of it. */
  run: number;
  after: number;
  busy: boolean;
  gone: boolean;
}

export interface Loaded {
  readonly replay: Replay;
  /** For what is drawn: it holds the chat as it was. */
  readonly store: Store;
  readonly length: number;
  /** There are facts that are not loaded yet. */
  readonly more: boolean;
  readonly problem: string;
  readonly show: (place: number) => void;
  /** Somebody looks at this place: what comes after it is loaded. */
  readonly want: (place: number) => void;
}

export function useReplay(runs: readonly Run[]): Loaded {
  const { commands, store: outer } = useApp();
  const replay = useMemo(() => new Replay(runs), [runs]);
  const store = useMemo(() => new Store(), [runs]);
  const loading = useRef<Loading>({ run: 0, after: 0, busy: false, gone: false });
  const wanted = useRef(0);
  const [length, setLength] = useState(0);
  const [more, setMore] = useState(runs.length > 0);
  const [problem, setProblem] = useState("");

  const show = (place: number): void => {
    const chat = replay.at(place);
    if (chat === null) return;
    if (store.now().open?.id !== chat.id) {
      const { settings } = outer.now();
      if (settings) store.dispatch({ type: "settings loaded", settings });
      store.dispatch({ type: "conversation opened", id: chat.id });
    }
    store.dispatch({ type: "conversation loaded", fetched: { ...chat, asOf: "" } });
  };

  const load = async (): Promise<void> => {
    const now = loading.current;
    const run = runs[now.run];
    if (now.busy || now.gone || run === undefined) return;
    now.busy = true;
    try {
      const page = await commands.replayed(run.id, now.after);
      if (now.gone) return;
      if (page.before !== null) replay.begin(page.before);
      replay.add(page.frames);
      if (page.next === null) now.run += 1;
      now.after = page.next ?? 0;
      if (replay.length === page.frames.length) show(0);
      setLength(replay.length);
      setMore(now.run < runs.length);
    } catch (error) {
      if (now.gone) return;
      now.run = runs.length;
      setMore(false);
      setProblem(asProblem(error).message);
    }
    now.busy = false;
    want(wanted.current);
  };

  const want = (place: number): void => {
    wanted.current = place;
    if (place + AHEAD >= replay.length) void load();
  };

  useEffect(() => {
    const now = loading.current;
    void load();
    return () => {
      now.gone = true;
    };
  }, []);

  return { replay, store, length, more, problem, show, want };
}
