/**
 * The conversation on screen. At most a span of its turns is in the page (`span.ts`); nothing that happens above
 * moves what is read (`anchor.ts`), and the end is followed by those who are there (`stick.ts`).
 */
import type { JSX } from "preact";
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { Shown } from "../domain/branches";
import { Turns } from "../domain/turns";
import { transcript } from "../words/transcript";
import { AskedMessage } from "./asked";
import { useApp } from "./context";
import { Icon } from "./icons";
import { lazy } from "./lazy";
import { Reading } from "./reading";
import { useReadingKeys } from "./reading-keys";
import { placeOf, TurnView } from "./turn";
import { useUnread } from "./unread";
import { useJump } from "./use-jump";

const FindBar = lazy(async () => (await import("./find-bar")).FindBar);

export function Transcript({ id }: { id: string }): JSX.Element {
  const { store } = useApp();
  const [, render] = useState(0);
  const derived = useMemo(() => new Turns(), [id]);
  const branches = useMemo(() => new Shown(), [id]);
  const reading = useMemo(() => new Reading(() => render((times) => times + 1)), [id]);
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  // Only the structure is followed here; growing text goes from the store to its node directly.
  const revision = useRevision();
  const turnsNow = useCallback(() => {
    const conversation = store.now().open?.conversation;
    return conversation ? branches.of(derived.of(conversation), conversation) : [];
  }, [derived, branches]);
  const turns = useMemo(turnsNow, [turnsNow, revision]);
  useHeldWhileSwitching(reading, id);
  const outgoing = store.part("sending").value[id];
  const { from, to } = reading.show(turns);
  const unread = useUnread(!reading.follows, revision);

  useLayoutEffect(() => {
    if (scroller.current && content.current) reading.attach(scroller.current, content.current);
    return () => reading.detach();
  }, [reading]);

  useLayoutEffect(() => reading.settle());

  const sent = outgoing?.id;
  useEffect(() => {
    if (sent !== undefined) reading.toLatest();
  }, [sent]);

  useReadingKeys(reading, scroller);
  useJump(id, turns, reading);

  const find = store.part("find").value;
  const finding = find.open && find.conversation === id;
  const latest = store.part("latest").value;
  const latestBefore = useRef(latest);
  useEffect(() => {
    if (latest !== latestBefore.current) reading.toLatest();
    latestBefore.current = latest;
  }, [latest]);

  return (
    <div class="transcript-frame">
      {finding && <FindBar turns={turns} turnsNow={turnsNow} reading={reading} />}
      <div
        class="transcript"
        id="transcript"
        ref={scroller}
        tabIndex={0}
        role="log"
        aria-live="off"
        aria-busy={store.now().open?.fetch !== "done"}
        aria-label={transcript().conversation}
        onScroll={() => reading.scrolled()}
      >
        <div class="column" ref={content}>
          {from > 0 && <p class="earlier">{transcript().earlier}</p>}
          {turns.slice(from, to).map((turn, at) => (
            <TurnView key={placeOf(turn)} turn={turn} last={from + at === turns.length - 1} />
          ))}
          {outgoing && (outgoing.when ?? "now") === "now" && reading.reachesEnd && (
            <div class="turn">
              <AskedMessage text={outgoing.text} files={outgoing.attachments ?? []} pending />
            </div>
          )}
        </div>
      </div>
      {(!reading.follows || !reading.reachesEnd) && (
        <button
          type="button"
          class="to-latest"
          title={transcript().latestKey}
          onClick={() => reading.toLatest()}
        >
          <Icon name="down" /> {transcript().latest}
          {unread > 0 && <span class="unread">{transcript().countNew({ count: unread })}</span>}
        </button>
      )}
    </div>
  );
}

/** Who looks at another branch stays where they are, also at the end of the chat. */
function useHeldWhileSwitching(reading: Reading, id: string): void {
  const { store } = useApp();
  const before = useRef<unknown>(undefined);
  const open = store.now().open;
  const chosen = open?.id === id ? open.chosen : undefined;
  if (chosen !== undefined && chosen !== before.current) reading.hold();
  before.current = chosen;
}

/** The count of structural changes: the only part of the open conversation that renders anything. */
function useRevision(): number {
  const { store } = useApp();
  const [revision, setRevision] = useState(store.now().open?.revision ?? 0);
  useLayoutEffect(() => {
    const open = store.part("open");
    return open.subscribe((now) => setRevision(now?.revision ?? 0));
  }, [store]);
  return revision;
}
