/** Below an answer: its other versions, copying, another try with this or another model, and what it took. */
import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import type { Run } from "../domain/conversation";
import { answerText, type Reply, type Turn } from "../domain/view";
import { decidingOn } from "../state/deciding";
import { plainText } from "../text/plain";
import { acting } from "../words/acting";
import { answering } from "../words/answering";
import { common } from "../words/common";
import { useApp, useSelect } from "./context";
import { copy } from "./copy";
import { useBusy } from "./decide";
import { goOnIfLost } from "./focus";
import { Icon } from "./icons";
import { MenuButton } from "./menu";
import { ModelMenu } from "./model-picker";
import { Took } from "./usage";

interface FootProps {
  readonly reply: Reply;
  readonly turn: Turn;
  readonly others: JSX.Element | null;
}

export function Foot({ reply, turn, others }: FootProps): JSX.Element | null {
  const { store, commands } = useApp();
  const foot = useRef<HTMLElement>(null);
  const run = reply.runs[reply.runs.length - 1];
  const ended = run !== undefined && run.status !== "running" && run.status !== "waiting";
  const finished = run?.status === "finished" && reply.interrupts.length === 0;
  const hasText = reply.parts.some((part) => part.role === "assistant" && (part.content ?? "") !== "");
  const acts = reply.parts.some((part) => part.role === "assistant" && (part.toolCalls?.length ?? 0) > 0);
  const shown = ended && (finished || hasText || acts);
  if (others === null && !shown) return null;
  const markdown = (): string => {
    const conversation = store.now().open?.conversation;
    return conversation ? answerText(conversation, reply.key) : "";
  };
  const asText = (): string =>
    [...(foot.current?.closest(".reply")?.querySelectorAll<HTMLElement>(":scope > .prose") ?? [])]
      .map(plainText)
      .filter(Boolean)
      .join("\n\n");
  const again = shown ? runToTry(reply, turn) : undefined;
  return (
    <footer class="reply-foot" ref={foot}>
      {others}
      {ended && hasText && (
        <button
          type="button"
          class="icon-button small"
          aria-label={answering().copyAnswer}
          title={answering().copyAnswerMarkdown}
          onClick={(event) => void copy(markdown(), event.currentTarget)}
        >
          <Icon name="copy" />
        </button>
      )}
      {again && <Again run={again} />}
      {ended && (hasText || acts) && (
        <MenuButton
          label={answering().moreAboutAnswer}
          items={[
            {
              says: common().copyMarkdown,
              icon: "copy",
              disabled: !hasText,
              act: (button) => void copy(markdown(), button),
            },
            {
              says: common().copyText,
              icon: "copy",
              disabled: !hasText,
              act: (button) => void copy(asText(), button),
            },
            {
              says: answering().showBranches,
              icon: "branch",
              apart: true,
              act: () => commands.show({ kind: "branches" }),
            },
            {
              says: acting().replay,
              icon: "play",
              act: () => commands.show({ kind: "replay", reply: reply.key }),
            },
          ]}
        >
          <Icon name="more" />
        </MenuButton>
      )}
      {shown && <Took reply={reply} />}
    </footer>
  );
}

/** Each run can be tried again once, also one that was kept; the newest that has not been leads to the next answer. */
function runToTry(reply: Reply, turn: Turn): Run | undefined {
  const candidates = [reply, ...turn.replies.slice().reverse()].map((one) => one.runs[one.runs.length - 1]);
  return candidates.find(
    (run) =>
      run !== undefined &&
      (run.settled === null || run.settled === "keep") &&
      run.status !== "running" &&
      run.status !== "waiting",
  );
}

/** Another answer to the same message, by the same model or by one that is chosen. The first one stays. */
function Again({ run }: { run: Run }): JSX.Element {
  const { store, commands } = useApp();
  const [choosing, setChoosing] = useState(false);
  const arrow = useRef<HTMLButtonElement>(null);
  const busy = useBusy();
  const underway = useSelect((state) => decidingOn(state, run.id).settling !== null);
  const close = (focus: boolean): void => {
    setChoosing(false);
    if (focus) arrow.current?.focus();
  };
  const again = (model?: string): void => {
    const open = store.now().open;
    if (open) void commands.settle(open.id, run.id, "retry", model).then(goOnIfLost);
  };
  return (
    <span class="again" role="group" aria-label={answering().anotherAnswer}>
      <button
        type="button"
        class="icon-button small"
        aria-label={answering().answerAgain}
        title={answering().answerAgain}
        disabled={busy || underway}
        onClick={() => again()}
      >
        <Icon name="retry" />
      </button>
      <button
        ref={arrow}
        type="button"
        class="icon-button small slim"
        aria-haspopup="dialog"
        aria-expanded={choosing}
        aria-label={answering().letAnother}
        title={choosing ? undefined : answering().letAnother}
        disabled={busy || underway}
        onClick={() => {
          if (!choosing) void commands.loadModels();
          setChoosing(!choosing);
        }}
      >
        <Icon name="chevron" />
      </button>
      {choosing && (
        <ModelMenu
          anchor={arrow}
          label={answering().letAnother}
          current={run.model ?? ""}
          close={close}
          choose={(model) => {
            close(true);
            again(model.id);
          }}
        />
      )}
    </span>
  );
}
