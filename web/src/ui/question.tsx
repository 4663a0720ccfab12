/** The agent asks the person something: choices, a text of one's own, or no answer. All by keyboard: 1 to 9 choose. */
import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Interrupt, Question } from "../domain/conversation";
import { isAway } from "../state/app";
import { decidingOn } from "../state/deciding";
import { acting } from "../words/acting";
import { allowing } from "../words/allowing";
import { useApp, useSelect } from "./context";
import { goOnWriting, growWithText, sends } from "./field";
import { Icon } from "./icons";
import { isImeKey } from "./keys";
import { Sentence } from "./sentence";
import { useAnswering } from "./use-answering";
import { VisibleText } from "./visible";

/** As the server takes them; more belongs in a message. */
const LONGEST_ANSWER = 4_000;

export function QuestionCard({
  interrupt,
  question,
}: {
  interrupt: Interrupt;
  question: Question;
}): JSX.Element {
  const { store, commands, replayed } = useApp();
  const deciding = useSelect((state) => decidingOn(state, interrupt.runId));
  const away = useSelect(isAway);
  const sendWith = useSelect((state) => state.settings?.sendWith ?? "enter");
  const field = useRef<HTMLTextAreaElement>(null);
  const card = useRef<HTMLElement>(null);
  /** A server of tools asks, not the assistant. */
  const server = interrupt.metadata?.serverAsks ? (interrupt.metadata.serverName ?? "") : null;
  const { answer } = deciding;
  const text = deciding.words[interrupt.id] ?? "";
  const own = text.trim();
  const given = deciding.choices[interrupt.id];
  const underway = answer === "underway";
  const { waits, takes } = useAnswering(
    interrupt,
    () => card.current?.querySelector("button, textarea") ?? null,
  );
  const closed = underway || waits || replayed === true;
  useLayoutEffect(() => growWithText(field.current), [text]);
  const isGiven = useRef(false);
  useLayoutEffect(() => {
    const area = field.current;
    return () => {
      if (!isGiven.current && area !== null && area === document.activeElement)
        goOnWriting(store.now(), area);
    };
  }, []);

  const give = (given: string | false, event: { detail?: number; repeat?: boolean }): void => {
    if (closed || !takes(event)) return;
    isGiven.current = true;
    void commands.choose(interrupt.runId, interrupt.id, given);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (isImeKey(event) || event.altKey || event.ctrlKey || event.metaKey) return;
    const choice = question.choices[Number(event.key) - 1];
    if (choice === undefined || event.target === field.current) return;
    event.preventDefault();
    give(choice, event);
  };
  const tooLong = own.length > LONGEST_ANSWER;
  const canGive = own !== "" && !tooLong;
  return (
    <section
      ref={card}
      class={server === null ? "approval asks" : "approval asks server"}
      aria-label={server === null ? acting().asksYou : allowing().serverAsks({ server })}
      onKeyDown={onKeyDown}
    >
      <header>
        <Icon name={server === null ? "question" : "server"} />
        <h2 dir="auto">
          {server === null ? (
            <VisibleText text={question.text} />
          ) : (
            <Sentence says={(name) => allowing().serverAsks({ server: name })}>
              <VisibleText text={server} />
            </Sentence>
          )}
        </h2>
      </header>
      <div class="approval-body">
        {server !== null && (
          <>
            <div class="server-says" tabIndex={0} role="group" aria-label={allowing().serverSays}>
              <VisibleText text={question.text} />
            </div>
            <p class="approval-why outside">
              <Icon name="warning" /> {allowing().serverWarning}
            </p>
          </>
        )}
        {question.choices.length > 0 && (
          <ol class="answers" aria-label={acting().choices}>
            {question.choices.map((choice, at) => (
              <li key={choice}>
                <button
                  type="button"
                  class="answer"
                  disabled={closed}
                  aria-pressed={given === choice}
                  aria-keyshortcuts={at < 9 ? String(at + 1) : undefined}
                  onClick={(event) => give(choice, event)}
                >
                  <span class="answer-key" aria-hidden="true">
                    {at < 9 ? at + 1 : ""}
                  </span>
                  <span dir="auto">
                    <VisibleText text={choice} />
                  </span>
                </button>
              </li>
            ))}
          </ol>
        )}
        <form
          class="own-answer"
          onSubmit={(event) => {
            event.preventDefault();
            if (canGive) give(own, {});
          }}
        >
          <textarea
            ref={field}
            rows={1}
            dir="auto"
            spellcheck
            aria-invalid={tooLong}
            aria-label={question.choices.length > 0 ? acting().anotherAnswer : acting().yourAnswer}
            placeholder={question.choices.length > 0 ? acting().writeAnother : acting().writeYours}
            value={text}
            disabled={replayed === true}
            onInput={(event) =>
              commands.writeAnswer(interrupt.runId, interrupt.id, event.currentTarget.value)
            }
            onKeyDown={(event) => {
              if (isImeKey(event) || !sends(event, sendWith)) return;
              event.preventDefault();
              if (canGive) give(own, event);
            }}
          />
          <button type="submit" class="button primary" disabled={closed || !canGive}>
            {acting().give}
          </button>
        </form>
        {tooLong && (
          <p class="approval-warning" role="alert">
            <Icon name="warning" /> {acting().answerTooLong({ length: own.length, most: LONGEST_ANSWER })}
          </p>
        )}
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
                : given !== undefined
                  ? acting().answerOthers
                  : question.choices.length > 1
                    ? acting().goesOnKeys({ most: Math.min(9, question.choices.length) })
                    : acting().goesOn}
        </span>
        <button
          type="button"
          class="button"
          disabled={closed}
          aria-pressed={given === false}
          onClick={(event) => give(false, event)}
        >
          {acting().goOnWithout}
        </button>
      </footer>
    </section>
  );
}
