/**
 * Asks before something is done. It shows exactly what will run, with nothing hidden, takes focus only from
 * nobody, and then stands on the safe choice.
 */
import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import type { Interrupt, ToolCall } from "../domain/conversation";
import { inOwnWords } from "../domain/own-words";
import { isAway } from "../state/app";
import { decidingOn, type Given } from "../state/deciding";
import { acting } from "../words/acting";
import { useApp, useSelect } from "./context";
import { Exactly } from "./exactly";
import { GrantMenu } from "./grant-menu";
import { Icon, type IconName } from "./icons";
import { QuestionCard } from "./question";
import { useAnswering } from "./use-answering";
import { VisibleText } from "./visible";
import { Warnings } from "./warnings";
import { Why } from "./why";
import "./styles/approval.css";

interface Props {
  readonly interrupt: Interrupt;
  readonly call: ToolCall | null;
}

/** What the person is asked: something to allow, or something to say. */
export function Approval({ interrupt, call }: Props): JSX.Element {
  const question = interrupt.metadata?.question;
  return question === undefined ? (
    <ApprovalCard interrupt={interrupt} call={call} />
  ) : (
    <QuestionCard interrupt={interrupt} question={question} />
  );
}

function ApprovalCard({ interrupt, call }: Props): JSX.Element {
  const { commands, replayed } = useApp();
  const deciding = useSelect((state) => decidingOn(state, interrupt.runId));
  const choice = deciding.choices[interrupt.id];
  const answer = deciding.answer;
  const deny = useRef<HTMLButtonElement>(null);
  const title = interrupt.metadata?.title ?? interrupt.message ?? acting().needsApproval;
  const { waits, takes } = useAnswering(interrupt, () => deny.current);
  const closed = answer === "underway" || waits || replayed === true;
  const isGranting = typeof choice === "object";

  const choose = (event: { detail?: number; repeat?: boolean }, given: Given): void => {
    if (!closed && takes(event)) void commands.choose(interrupt.runId, interrupt.id, given);
  };

  return (
    <section class="approval" aria-label={acting().approvalNeeded}>
      <header>
        <Icon name={riskIcon(interrupt)} />
        <h2>
          <VisibleText text={inOwnWords(title)} />
        </h2>
      </header>
      <div class="approval-body">
        <Why interrupt={interrupt} />
        <Exactly interrupt={interrupt} call={call} title={title} />
        <Warnings interrupt={interrupt} call={call} />
        <Refused answer={answer} />
      </div>
      <footer>
        <Hint answer={answer} says={choice === undefined ? acting().runsOnce : acting().answerOthers} />
        <button
          ref={deny}
          type="button"
          class="button"
          disabled={closed}
          aria-pressed={choice === false}
          onKeyDown={refuseHeld}
          onClick={(event) => choose(event, false)}
        >
          {acting().deny}
        </button>
        <GrantMenu
          offers={interrupt.metadata?.grants ?? []}
          disabled={closed}
          chosen={isGranting}
          grant={(granted) => choose({}, granted)}
        />
        <button
          type="button"
          class="button primary"
          disabled={closed}
          aria-pressed={choice === true}
          onKeyDown={refuseHeld}
          onClick={(event) => choose(event, true)}
        >
          {acting().allow}
        </button>
      </footer>
    </section>
  );
}

type Answered = ReturnType<typeof decidingOn>["answer"];

/** The server did not take the answer. */
export function Refused({ answer }: { answer: Answered }): JSX.Element | null {
  if (answer === null || answer === "underway") return null;
  return (
    <p class="approval-warning" role="alert">
      <Icon name="warning" /> {acting().answerAgain({ why: answer.refused })}
    </p>
  );
}

/** What comes of an answer, or why none can be given now. */
export function Hint({ answer, says }: { answer: Answered; says: string }): JSX.Element {
  const { replayed } = useApp();
  const away = useSelect(isAway);
  const now = replayed
    ? acting().inReplay
    : away
      ? acting().noConnection
      : answer === "underway"
        ? acting().sendingAnswer
        : says;
  return <span class="approval-hint">{now}</span>;
}

/** A key that is held down answers nothing. */
export function refuseHeld(event: KeyboardEvent): void {
  if (event.repeat && (event.key === "Enter" || event.key === " ")) event.preventDefault();
}

export function riskIcon({ metadata }: Interrupt): IconName {
  switch (metadata?.risk) {
    case "command":
      return "terminal";
    case "network":
      return "globe";
    case "mcp":
      return "server";
    case "read":
      return "eye";
    default:
      return metadata?.tool === "delete_file" ? "trash" : "shield";
  }
}
