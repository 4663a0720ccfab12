/**
 * Messages that wait above the composer. While an answer is written they go out by themselves, one after the other;
 * after a stop or a problem nothing goes by itself, and a person sends them.
 */
import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import { attachmentsOf } from "../domain/attachment";
import type { Queued } from "../domain/conversation";
import { activeRun } from "../domain/view";
import type { Outgoing } from "../state/app";
import { common } from "../words/common";
import { writing } from "../words/writing";
import { useApp, useSelect } from "./context";
import { EditQueued } from "./edit-queued";
import { Icon } from "./icons";
import { useOrder } from "./order";
import { focusComposer } from "./sidebar";
import "./styles/queue.css";

const NONE: readonly Queued[] = [];
const NO_OUTGOING: readonly Outgoing[] = [];

export function Queue(): JSX.Element | null {
  const waiting = useSelect((state) => state.open?.conversation?.queue ?? NONE);
  const runs = useSelect((state) =>
    state.open?.conversation ? activeRun(state.open.conversation) !== null : false,
  );
  const asks = useSelect((state) => (state.open?.conversation?.interrupts.length ?? 0) > 0);
  const outgoing = useSelect((state) => (state.open ? state.sending[state.open.id] : undefined));
  const behind = useSelect((state) => (state.open ? state.behind[state.open.id] : undefined)) ?? NO_OUTGOING;
  const coming = outgoing?.when === "after" || outgoing?.when === "steer" ? [outgoing, ...behind] : behind;
  const shown = coming.filter((message) => !waiting.some(({ id }) => id === message.id));
  if (waiting.length === 0 && shown.length === 0) return null;
  const stuck = !runs && !asks;
  return <Waitings waiting={waiting} shown={shown} stuck={stuck} runs={runs} />;
}

interface WaitingsProps {
  readonly waiting: readonly Queued[];
  /** Those that are on their way there. */
  readonly shown: readonly Outgoing[];
  readonly stuck: boolean;
  readonly runs: boolean;
}

function Waitings({ waiting, shown, stuck, runs }: WaitingsProps): JSX.Element {
  const { commands } = useApp();
  const list = useRef<HTMLUListElement>(null);
  const ids = waiting.map(({ id }) => id);
  const { dragged, handle } = useOrder(ids, list, (id, before, place) => {
    void commands.moveQueued(id, before).then((done) => {
      commands.say(done.ok ? writing().placeOf({ at: place, of: ids.length }) : done.detail);
    });
  });
  return (
    <section class="queue" aria-label={writing().waitingToBeSent}>
      {stuck && waiting.length > 0 && (
        <p class="queue-note">{writing().whyWaiting({ count: waiting.length })}</p>
      )}
      <ul ref={list} class={dragged === null ? undefined : "reordering"}>
        {waiting.map((message, at) => (
          <Waiting
            key={message.id}
            message={message}
            stuck={stuck}
            runs={runs}
            look={lookOf(dragged, at, waiting)}
            handle={waiting.length > 1 ? handle(message.id) : null}
          />
        ))}
        {shown.map((message) => (
          <li key={message.id} class="queued coming">
            <Icon name="clock" />
            <span class="queued-text" dir="auto">
              {message.text || common().files}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Where a dragged one would go is a line above one of them, or below the last. */
function lookOf(
  dragged: ReturnType<typeof useOrder>["dragged"],
  at: number,
  waiting: readonly Queued[],
): string {
  if (dragged === null) return "";
  if (waiting[at]?.id === dragged.id) return "dragged";
  if (dragged.before === at) return "put-above";
  return dragged.before === waiting.length && at === waiting.length - 1 ? "put-below" : "";
}

interface WaitingProps {
  readonly message: Queued;
  readonly stuck: boolean;
  readonly runs: boolean;
  readonly look: string;
  /** Null for the only one. */
  readonly handle: ReturnType<ReturnType<typeof useOrder>["handle"]> | null;
}

function Waiting({ message, stuck, runs, look, handle }: WaitingProps): JSX.Element {
  const { commands } = useApp();
  const rewriting = useSelect((state) => state.rewriting[message.id]);
  const asked = useRef(false);
  const [acts, setActs] = useState(false);
  const busy = acts || rewriting !== undefined;
  const [problem, setProblem] = useState("");
  const files = attachmentsOf({ attachments: message.attachments ?? [] });
  const short = message.text.slice(0, 60) || writing().theFiles;
  const act = async (command: Promise<{ ok: true } | { ok: false; detail: string }>): Promise<void> => {
    setActs(true);
    setProblem("");
    const done = await command;
    setActs(false);
    if (!done.ok) setProblem(done.detail);
  };
  if (rewriting && !rewriting.saving)
    return (
      <li class="queued" data-line="">
        <EditQueued message={message} rewriting={rewriting} asked={asked} />
      </li>
    );
  // With keys: a button that comes must not take over one that has the focus, and be pressed in its place.
  return (
    <li class={`queued ${look}`.trim()} data-line="">
      {handle === null ? (
        <Icon name={message.steer ? "steer" : "clock"} />
      ) : (
        <button
          key="move"
          type="button"
          class="icon-button small grip"
          aria-label={writing().ofText({ act: writing().move, text: short })}
          title={writing().moveKeys}
          {...handle}
        >
          <Icon name={message.steer ? "steer" : "grip"} />
        </button>
      )}
      <span class="queued-words">
        <span class="queued-text" dir="auto">
          {(rewriting?.text ?? message.text).slice(0, 400)}
        </span>
        <span class="queued-note">
          {[
            message.steer && runs ? writing().goesIntoNext : null,
            files.length === 0
              ? null
              : files.length === 1
                ? files[0]?.name
                : common().countOfFiles({ count: files.length }),
          ]
            .filter(Boolean)
            .join(" · ")}
        </span>
        {problem && (
          <span class="error-text small-text" role="alert">
            {problem}
          </span>
        )}
      </span>
      {stuck && (
        <button
          key="now"
          type="button"
          class="button small"
          disabled={busy}
          aria-label={writing().ofText({ act: writing().sendNow, text: short })}
          onClick={() => {
            void act(commands.sendQueued(message.id));
            focusComposer();
          }}
        >
          {writing().sendNow}
        </button>
      )}
      {runs && !message.steer && files.length === 0 && (
        <button
          key="into"
          type="button"
          class="icon-button small"
          disabled={busy}
          aria-label={writing().ofText({ act: writing().sendInto, text: short })}
          title={writing().sendInto}
          onClick={() => {
            void act(commands.steerQueued(message));
            focusComposer();
          }}
        >
          <Icon name="steer" />
        </button>
      )}
      <button
        key="edit"
        type="button"
        class="icon-button small"
        disabled={busy}
        aria-label={writing().ofText({ act: common().edit, text: short })}
        title={common().edit}
        onClick={() => {
          asked.current = true;
          commands.rewrite(message.id, message.text);
        }}
      >
        <Icon name="pencil" />
      </button>
      <button
        key="remove"
        type="button"
        class="icon-button small"
        disabled={busy}
        aria-label={writing().ofText({ act: common().remove, text: short })}
        title={common().remove}
        onClick={() => {
          void act(commands.removeQueued(message.id));
          focusComposer();
        }}
      >
        <Icon name="close" />
      </button>
    </li>
  );
}
