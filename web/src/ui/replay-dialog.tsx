/**
 * An answer once more: its facts are folded again up to the place that is chosen. Arrow keys go step by step, with
 * Shift fact by fact; Space plays. Who wants less motion gets steps instead of growing text.
 */
import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Run } from "../domain/conversation";
import type { Replay } from "../domain/replay";
import { turnsOf } from "../domain/view";
import { common } from "../words/common";
import { replaying } from "../words/replaying";
import { AppContext, useApp, useSelect } from "./context";
import { Dialog } from "./dialog";
import { Icon } from "./icons";
import { isImeKey } from "./keys";
import { ReplayStage } from "./replay-stage";
import { clockText, markText } from "./replay-words";
import { useReplay } from "./use-replay";
import "./styles/replay.css";
import { useBegin } from "./use-begin";

const SPEEDS = [0.5, 1, 2, 4, 8] as const;
/** Between two steps for those who want less motion. */
const STEP_MS = 1_600;
/** Facts that come sooner than the eye sees are shown together. */
const FRAME_MS = 33;

export function ReplayDialog({ reply }: { reply: string }): JSX.Element | null {
  const { store } = useApp();
  const runs = useMemo(() => {
    const conversation = store.now().open?.conversation;
    const replies = conversation ? turnsOf(conversation).flatMap((turn) => turn.replies) : [];
    return replies.find(({ key }) => key === reply)?.runs ?? [];
  }, [reply]);
  return (
    <Dialog title={replaying().title} wide>
      <Player runs={runs} />
    </Dialog>
  );
}

function Player({ runs }: { runs: readonly Run[] }): JSX.Element {
  const app = useApp();
  const { replay, store, length, more, problem, show, want } = useReplay(runs);
  const [place, setPlace] = useState(0);
  const [playing, setPlaying] = useState(false);
  const [speed, setSpeed] = useState(1);
  const calm = useCalm();
  const play = useRef<HTMLButtonElement>(null);
  const ready = length > 0;

  const go = (next: number): void => {
    const to = Math.max(0, Math.min(length, next));
    show(to);
    setPlace(to);
    want(to);
  };
  useBegin(() => play.current, [ready]);
  useEffect(() => {
    if (!playing) return;
    if (place >= length) {
      if (!more) setPlaying(false);
      return; // it goes on when more is there
    }
    const { next, wait } = calm
      ? { next: replay.stepFrom(place, 1), wait: STEP_MS }
      : ahead(replay, place, speed);
    const timer = setTimeout(() => go(next), calm ? wait / speed : wait);
    return () => clearTimeout(timer);
  }, [playing, place, length, more, speed, calm]);

  const toggle = (): void => {
    if (!playing && place >= length && !more) go(0);
    setPlaying(!playing);
  };
  const step = (way: -1 | 1): void => {
    setPlaying(false);
    go(replay.stepFrom(place, way));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (isImeKey(event) || event.altKey || event.ctrlKey || event.metaKey) return;
    const target = event.target as HTMLElement;
    if (target.matches("pre, .diff-lines, select")) return; // theirs, to scroll and to choose
    const moves: Record<string, () => void> = {
      ArrowLeft: () => (event.shiftKey ? go(place - 1) : step(-1)),
      ArrowRight: () => (event.shiftKey ? go(place + 1) : step(1)),
      Home: () => go(0),
      End: () => go(length),
    };
    if (!target.matches("button, summary")) moves[" "] = toggle;
    const move = moves[event.key];
    if (move === undefined) return;
    event.preventDefault();
    if (event.key !== " ") setPlaying(false);
    move();
  };

  const stepNow = replay.stepAt(place);
  const mark = replay.marks[stepNow - 1]?.mark;
  const counts = { at: stepNow, of: replay.marks.length };
  const steps = more ? replaying().stepOfMore(counts) : replaying().stepOf(counts);
  const says = mark === undefined ? replaying().before : `${steps}. ${markText(mark)}`;
  return (
    <div class="replay" role="group" aria-label={replaying().replay} onKeyDown={onKeyDown}>
      {problem !== "" && (
        <p class="error-text" role="alert">
          {problem}
        </p>
      )}
      <AppContext.Provider value={{ ...app, store, replayed: true }}>
        <ReplayStage replay={replay} place={place} length={length} root={runs[0]?.id ?? ""} />
      </AppContext.Provider>
      <p class="replay-step" aria-live={playing ? "off" : "polite"}>
        {ready ? says : problem === "" ? replaying().loading : ""}
      </p>
      <div class="replay-bar" role="group" aria-label={replaying().controls}>
        <button
          type="button"
          class="icon-button"
          aria-label={replaying().back}
          title={replaying().withKey({ name: replaying().back, key: "←" })}
          onClick={() => step(-1)}
        >
          <Icon name="chevronLeft" />
        </button>
        <button
          ref={play}
          type="button"
          class="icon-button framed"
          aria-label={playing ? replaying().pause : replaying().play}
          title={replaying().withKey({
            name: playing ? replaying().pause : replaying().play,
            key: common().keys.Space,
          })}
          disabled={!ready}
          onClick={toggle}
        >
          <Icon name={playing ? "pause" : "play"} />
        </button>
        <button
          type="button"
          class="icon-button"
          aria-label={replaying().on}
          title={replaying().withKey({ name: replaying().on, key: "→" })}
          onClick={() => step(1)}
        >
          <Icon name="chevronRight" />
        </button>
        <input
          type="range"
          min={0}
          max={length}
          value={place}
          aria-label={replaying().place}
          aria-valuetext={says}
          onInput={(event) => {
            setPlaying(false);
            go(event.currentTarget.valueAsNumber);
          }}
        />
        <span class="replay-time">
          {clockText(replay.timeAt(place))} / {clockText(replay.timeAt(length))}
        </span>
        <label class="replay-speed">
          <span class="visually-hidden">{replaying().speed}</span>
          <select value={speed} onChange={(event) => setSpeed(Number(event.currentTarget.value))}>
            {SPEEDS.map((each) => (
              <option key={each} value={each}>
                {each}×
              </option>
            ))}
          </select>
        </label>
      </div>
      {more && ready && <p class="field-note">{replaying().long}</p>}
    </div>
  );
}

/** The next place to be drawn, and when. */
function ahead(replay: Replay, place: number, speed: number): { next: number; wait: number } {
  let next = place;
  let wait = 0;
  do {
    wait += replay.waitAt(next) / speed;
    next += 1;
  } while (next < replay.length && wait + replay.waitAt(next) / speed < FRAME_MS);
  return { next, wait };
}

/** Whether less should move, as the settings or the system say. */
function useCalm(): boolean {
  const motion = useSelect((state) => state.settings?.motion ?? "system");
  const [system, setSystem] = useState(false);
  useLayoutEffect(() => {
    const query = window.matchMedia("(prefers-reduced-motion: reduce)");
    const look = (): void => setSystem(query.matches);
    look();
    query.addEventListener("change", look);
    return () => query.removeEventListener("change", look);
  }, []);
  return motion === "reduced" || (motion !== "full" && system);
}
