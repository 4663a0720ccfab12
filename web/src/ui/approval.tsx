/**
 * Asks before something is done. It shows exactly what will run, with nothing hidden, takes focus only from
 * nobody, and then stands on the safe choice.
 */
import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import type { Interrupt, ToolCall } from "../domain/conversation";
import { argumentsOf } from "../domain/view";
import { isAway } from "../state/app";
import { decidingOn } from "../state/deciding";
import { mixesAlphabets, revealHidden } from "../text/visible";
import { acting } from "../words/acting";
import { useApp, useSelect } from "./context";
import { Exactly } from "./exactly";
import { Icon } from "./icons";
import { QuestionCard } from "./question";
import { useAnswering } from "./use-answering";
import { VisibleText } from "./visible";

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
  const away = useSelect(isAway);
  const deny = useRef<HTMLButtonElement>(null);
  const underway = answer === "underway";
  const title = interrupt.metadata?.title ?? interrupt.message ?? acting().needsApproval;
  const { waits, takes } = useAnswering(interrupt, () => deny.current);
  const closed = underway || waits || replayed === true;

  const choose = (event: MouseEvent, approved: boolean): void => {
    if (!closed && takes(event)) void commands.choose(interrupt.runId, interrupt.id, approved);
  };
  const refuseHeld = (event: KeyboardEvent): void => {
    if (event.repeat && (event.key === "Enter" || event.key === " ")) event.preventDefault();
  };

  return (
    <section class="approval" aria-label={acting().approvalNeeded}>
      <header>
        <Icon name="shield" />
        <h2>
          <VisibleText text={title} />
        </h2>
      </header>
      <div class="approval-body">
        <Exactly interrupt={interrupt} call={call} title={title} />
        <Warnings interrupt={interrupt} call={call} />
        {answer !== null && answer !== "underway" && (
          <p class="approval-warning" role="alert">
            <Icon name="warning" /> {acting().answerAgain({ why: answer.refused })}
          </p>
        )}
      </div>
      <footer>
        <span class="approval-hint">
          {replayed
            ? acting().inReplay
            : away
              ? acting().noConnection
              : underway
                ? acting().sendingAnswer
                : choice !== undefined
                  ? acting().answerOthers
                  : acting().runsOnce}
        </span>
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

/** What could make it look like something else. */
function Warnings({ interrupt, call }: Props): JSX.Element {
  const paths = interrupt.metadata?.changes?.flatMap(({ path, to }) => [path, to ?? ""]) ?? [];
  const values = Object.values((call && argumentsOf(call)) ?? {});
  const written = [...values, ...paths].filter((value) => typeof value === "string");
  return (
    <>
      {written.some((text) => revealHidden(text).some((piece) => piece.hidden)) && (
        <p class="approval-warning">
          <Icon name="warning" /> {acting().invisible}
        </p>
      )}
      {written.some(mixesAlphabets) && (
        <p class="approval-warning">
          <Icon name="warning" /> {acting().mixed}
        </p>
      )}
    </>
  );
}
