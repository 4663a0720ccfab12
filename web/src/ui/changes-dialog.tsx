/**
 * What the agent did to files in this chat, by the answer, the newest first: each change with its lines, to be undone
 * and redone alone or together. What somebody changed since stays as it is, and is said.
 */
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { FileChange } from "../domain/conversation";
import { inOwnWords } from "../domain/own-words";
import { asProblem } from "../wire/problem";
import type { ListedChange, TurnsOfChanges, Undone, WhichChanges } from "../wire/shapes";
import { acting } from "../words/acting";
import { dateTime } from "../words/numbers";
import { undoing } from "../words/undoing";
import { Changes } from "./changes";
import { useApp, useSelect } from "./context";
import { Counts } from "./counts";
import { Dialog } from "./dialog";
import { isNowhere } from "./focus";
import { Icon } from "./icons";
import { VisibleText } from "./visible";
import "./styles/undo.css";

type Turn = TurnsOfChanges["turns"][number];
type Act = (way: "undo" | "redo", which: WhichChanges) => void;

export function ChangesDialog({ run }: { run: string | null }): JSX.Element | null {
  const { commands } = useApp();
  const chat = useSelect((state) => state.open?.id ?? null);
  // Facts of changes, also from another window: what is listed is asked for again.
  const facts = useSelect((state) =>
    (state.open?.conversation?.runs ?? [])
      .map((one) => one.changes.map(({ state }) => state[0]).join(""))
      .join("/"),
  );
  const [turns, setTurns] = useState<readonly Turn[] | null>(null);
  const [problem, setProblem] = useState("");
  const [left, setLeft] = useState<Undone["conflicts"]>([]);
  const [said, setSaid] = useState("");
  const [busy, setBusy] = useState(false);
  const latest = useRef(0);
  const root = useRef<HTMLDivElement>(null);
  const acted = useRef<string | null>(null);

  const load = async (): Promise<void> => {
    if (chat === null) return;
    latest.current += 1;
    const mine = latest.current;
    try {
      const found = await commands.changes(chat);
      if (mine !== latest.current) return;
      setTurns([...found.turns].reverse());
    } catch (error) {
      if (mine === latest.current) setProblem(asProblem(error).message);
    }
  };
  useEffect(() => void load(), [chat, facts]);
  useEffect(
    () => () => {
      latest.current += 1;
    },
    [],
  );

  const act: Act = (way, which) => {
    if (chat === null || busy) return;
    setBusy(true);
    acted.current = turnIn(which);
    setProblem("");
    setLeft([]);
    setSaid("");
    commands
      .undo(chat, way, which)
      .then(
        ({ done, conflicts }) => {
          setLeft(conflicts);
          setSaid(doneText(way, done.length));
        },
        (error) => setProblem(asProblem(error).message),
      )
      .then(load)
      .then(() => setBusy(false));
  };
  // The button that was pressed gives way to its counterpart, with this list or with one that was asked for since.
  useEffect(() => {
    if (acted.current !== null && !busy && isNowhere())
      root.current?.querySelector<HTMLElement>(acted.current)?.focus();
  }, [turns, busy]);

  return (
    <Dialog title={undoing().title} wide>
      <div class="undo" ref={root}>
        <p class="dialog-lead">{undoing().lead}</p>
        <p class="visually-hidden" role="status">
          {said}
        </p>
        {problem !== "" && (
          <p class="error-text" role="alert">
            {problem}
          </p>
        )}
        {left.length > 0 && (
          <div class="undo-left" role="alert">
            <p>{undoing().left({ count: left.length })}</p>
            <ul>
              {left.map(({ id, path, says }) => (
                <li key={id}>
                  <code>
                    <VisibleText text={path} />
                  </code>{" "}
                  {inOwnWords(says)}
                </li>
              ))}
            </ul>
          </div>
        )}
        {turns === null && problem === "" && <p class="field-note">{undoing().loading}</p>}
        {turns?.length === 0 && <p class="field-note">{undoing().none}</p>}
        {turns?.map((turn) => (
          <TurnOfChanges
            key={turn.runId}
            turn={turn}
            wanted={turn.runId === run}
            busy={busy}
            act={act}
            chat={chat ?? ""}
          />
        ))}
      </div>
    </Dialog>
  );
}

/** The buttons of the turn that was acted on; of any, where some changes were. */
function turnIn(which: WhichChanges): string {
  const turn = "run" in which ? `[data-run="${CSS.escape(which.run)}"] ` : "";
  return `${turn}.undo-head .button`;
}

function doneText(way: "undo" | "redo", count: number): string {
  if (count === 0) return undoing().nothing;
  return way === "undo" ? undoing().areUndone({ count }) : undoing().areDoneAgain({ count });
}

interface TurnProps {
  readonly turn: Turn;
  readonly wanted: boolean;
  readonly busy: boolean;
  readonly act: Act;
  readonly chat: string;
}

function TurnOfChanges({ turn, wanted, busy, act, chat }: TurnProps): JSX.Element {
  const section = useRef<HTMLElement>(null);
  const asked = useSelect((state) => {
    const message = state.open?.conversation?.messages.find(({ id }) => id === turn.messageId);
    return message?.role === "user" ? message.content : "";
  });
  useEffect(() => {
    if (wanted) section.current?.scrollIntoView({ block: "start" });
  }, []);
  const title = asked.split("\n", 1)[0]?.slice(0, 200) || undoing().anAnswer;
  const canUndo = turn.files.some(({ state }) => state === "done");
  const canRedo = turn.files.some(({ state }) => state === "undone");
  return (
    <section
      ref={section}
      class="undo-turn"
      data-run={turn.runId}
      aria-label={undoing().changesOf({ title })}
    >
      <header class="undo-head">
        <h3 dir="auto">{title}</h3>
        <span class="field-note">{dateTime(new Date(turn.at).getTime())}</span>
        {canUndo && (
          <button
            type="button"
            class="button small"
            aria-disabled={busy}
            aria-label={undoing().undoAllOf({ title })}
            onClick={() => act("undo", { run: turn.runId })}
          >
            <Icon name="undo" /> {undoing().undoAll}
          </button>
        )}
        {canRedo && (
          <button
            type="button"
            class="button small"
            aria-disabled={busy}
            aria-label={undoing().redoAllOf({ title })}
            onClick={() => act("redo", { run: turn.runId })}
          >
            <Icon name="redo" /> {undoing().redoAll}
          </button>
        )}
      </header>
      <ul class="undo-files">
        {turn.files.map((file) => (
          <FileRow key={file.id} file={file} busy={busy} act={act} chat={chat} />
        ))}
      </ul>
    </section>
  );
}

interface FileProps {
  readonly file: ListedChange;
  readonly busy: boolean;
  readonly act: Act;
  readonly chat: string;
}

function FileRow({ file, busy, act, chat }: FileProps): JSX.Element {
  const { id, path, to, kind, entry, state, says } = file;
  const [shown, setShown] = useState(false);
  const way = state === "done" ? "undo" : state === "undone" ? "redo" : null;
  return (
    <li class={`undo-file ${state}`}>
      <div class="undo-row">
        <button type="button" class="undo-name" aria-expanded={shown} onClick={() => setShown(!shown)}>
          <Icon name="chevronRight" class="tool-chevron" />
          <code>
            <VisibleText text={path} />
          </code>
          {to !== undefined && (
            <>
              <span class="visually-hidden">{acting().to}</span>
              <Icon name="chevronRight" />
              <code>
                <VisibleText text={to} />
              </code>
            </>
          )}
          <span class="badge">
            {entry === "folder" || entry === "tree" ? undoing().folder : undoing().kinds[kind]}
          </span>
          <Counts changes={[file]} />
        </button>
        {state !== "done" && (
          <span class="badge standing">
            <Icon name={state === "undone" ? "undo" : "warning"} />
            {state === "undone"
              ? acting().undone
              : state === "conflict"
                ? undoing().changedSince
                : undoing().notPossible}
          </span>
        )}
        {way !== null && (
          <button
            type="button"
            class="button small"
            aria-disabled={busy}
            aria-label={undoing().ofPath({
              act: undoing()[way],
              path: to === undefined ? path : undoing().fromTo({ path, to }),
            })}
            onClick={() => {
              if (!busy) act(way, { changes: [id] });
            }}
          >
            <Icon name={way} /> {undoing()[way]}
          </button>
        )}
      </div>
      {says !== undefined && <p class="undo-says">{inOwnWords(says)}</p>}
      {shown && <Lines file={file} chat={chat} />}
    </li>
  );
}

/** The lines, which are asked for when they are wanted. */
function Lines({ file, chat }: { file: ListedChange; chat: string }): JSX.Element {
  const { commands } = useApp();
  const [change, setChange] = useState<FileChange | null>(null);
  const [problem, setProblem] = useState("");
  useEffect(() => {
    commands.change(chat, file.id).then(setChange, (error) => setProblem(asProblem(error).message));
  }, []);
  if (problem !== "") return <p class="error-text">{problem}</p>;
  if (change === null) return <p class="field-note">{undoing().loadingLines}</p>;
  return <Changes changes={[change]} what={undoing().linesOf({ path: file.path })} />;
}
