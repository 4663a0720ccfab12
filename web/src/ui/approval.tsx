/**
 * Asks before something is done. It shows exactly what will run, with nothing hidden, takes focus only from
 * nobody, and then stands on the safe choice.
 */
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Interrupt, ToolCall } from "../domain/conversation";
import { argumentsOf } from "../domain/view";
import { isAway } from "../state/app";
import { decidingOn } from "../state/deciding";
import { mixesAlphabets, revealHidden } from "../text/visible";
import { useApp, useSelect } from "./context";
import { Icon, type IconName } from "./icons";
import { SHOWN_FIRST_MS, takesAnswer } from "./pause";
import { VisibleText } from "./visible";

export function Approval({ interrupt, call }: { interrupt: Interrupt; call: ToolCall | null }): JSX.Element {
  const { commands } = useApp();
  const deciding = useSelect((state) => decidingOn(state, interrupt.runId));
  const choice = deciding.choices[interrupt.id];
  const answer = deciding.answer;
  const away = useSelect(isAway);
  const workspace = useSelect((state) => state.open?.conversation?.workspace ?? null);
  const deny = useRef<HTMLButtonElement>(null);
  const underway = answer === "underway";
  const title = interrupt.metadata?.title ?? interrupt.message ?? "An action needs your approval";
  const values = call ? argumentsOf(call) : null;
  const written = Object.values(values ?? {}).filter((value) => typeof value === "string");
  const hides = written.some((text) => revealHidden(text).some((piece) => piece.hidden));
  const mixes = written.some(mixesAlphabets);

  const card = JSON.stringify([interrupt.runId, interrupt.id]);
  const shownAt = useRef(Number.POSITIVE_INFINITY);
  const [ready, setReady] = useState<string | null>(null);
  const waits = ready !== card;

  useEffect(() => {
    shownAt.current = performance.now();
    const timer = setTimeout(() => setReady(card), SHOWN_FIRST_MS + 10);
    return () => clearTimeout(timer);
  }, [card]);

  useEffect(() => {
    if (waits) return;
    // Never from somebody who types or reads elsewhere: a key meant for the text must not answer this.
    if (document.activeElement === null || document.activeElement === document.body) {
      deny.current?.focus({ preventScroll: true });
    }
  }, [waits]);

  const choose = (event: MouseEvent, approved: boolean): void => {
    if (waits || !takesAnswer(performance.now() - shownAt.current, event)) return;
    void commands.choose(interrupt.runId, interrupt.id, approved);
  };
  const refuseHeld = (event: KeyboardEvent): void => {
    if (event.repeat && (event.key === "Enter" || event.key === " ")) event.preventDefault();
  };

  return (
    <section class="approval" aria-label="Approval needed">
      <header>
        <Icon name="shield" />
        <h2>
          <VisibleText text={title} />
        </h2>
      </header>
      <div class="approval-body">
        <Exactly name={call?.function.name ?? interrupt.metadata?.tool ?? ""} values={values} call={call} />
        {workspace && !title.includes(workspace) && (
          <p class="approval-place">
            <Icon name="folder" /> in{" "}
            <code>
              <VisibleText text={workspace} />
            </code>
          </p>
        )}
        {hides && (
          <p class="approval-warning">
            <Icon name="warning" /> It contains characters that are normally invisible. They are marked above.
          </p>
        )}
        {mixes && (
          <p class="approval-warning">
            <Icon name="warning" /> It mixes letters of different alphabets that look alike.
          </p>
        )}
        {answer !== null && answer !== "underway" && (
          <p class="approval-warning" role="alert">
            <Icon name="warning" /> {answer.refused} You can answer again.
          </p>
        )}
      </div>
      <footer>
        <span class="approval-hint">
          {away
            ? "No connection at the moment."
            : underway
              ? "Sending your answer…"
              : choice !== undefined
                ? "Answer the others as well."
                : "It runs once, only if you allow it."}
        </span>
        <button
          ref={deny}
          type="button"
          class="button"
          disabled={underway || waits}
          aria-pressed={choice === false}
          onKeyDown={refuseHeld}
          onClick={(event) => choose(event, false)}
        >
          Deny
        </button>
        <button
          type="button"
          class="button primary"
          disabled={underway || waits}
          aria-pressed={choice === true}
          onKeyDown={refuseHeld}
          onClick={(event) => choose(event, true)}
        >
          Allow
        </button>
      </footer>
    </section>
  );
}

/** The whole of what will happen: never shortened, only scrolled. */
function Exactly({
  name,
  values,
  call,
}: {
  name: string;
  values: Record<string, unknown> | null;
  call: ToolCall | null;
}): JSX.Element {
  if (values === null) {
    return (
      <pre tabIndex={0}>
        <VisibleText text={call?.function.arguments ?? "The details are not available."} />
      </pre>
    );
  }
  const main = mainParts(name, values);
  const named = new Set(main.map((part) => part.key));
  const rest = Object.entries(values).filter(([key]) => !named.has(key));
  return (
    <>
      {main.map((part) => (
        <Block key={part.key} icon={part.icon} label={part.label} text={part.text} tall={part.tall} />
      ))}
      {rest.map(([key, value]) => (
        <Block key={key} icon="tool" label={key.replaceAll("_", " ")} text={asText(value)} tall={true} />
      ))}
    </>
  );
}

interface Part {
  readonly key: string;
  readonly icon: IconName;
  readonly label: string;
  readonly text: string;
  readonly tall: boolean;
}

/** The arguments with a name of their own; whatever else a call has is listed after them, never left out. */
function mainParts(name: string, values: Record<string, unknown>): Part[] {
  const { command, path, content } = values;
  if (name === "run_command" && typeof command === "string") {
    return [{ key: "command", icon: "terminal", label: "Command", text: command, tall: true }];
  }
  if (name === "write_file" && typeof path === "string" && typeof content === "string") {
    return [
      { key: "path", icon: "file", label: "File", text: path, tall: false },
      { key: "content", icon: "pencil", label: `Content, ${sizeText(content)}`, text: content, tall: true },
    ];
  }
  return [];
}

function Block(props: { icon: IconName; label: string; text: string; tall: boolean }): JSX.Element {
  return (
    <div class="exact">
      <div class="exact-label">
        <Icon name={props.icon} /> {props.label}
      </div>
      <pre tabIndex={0} class={props.tall ? "tall" : undefined}>
        <VisibleText text={props.text} />
      </pre>
    </div>
  );
}

function asText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value, null, 2);
}

function sizeText(content: string): string {
  const lines = content === "" ? 0 : content.replace(/\n$/, "").split("\n").length;
  return lines === 1 ? "1 line" : `${lines.toLocaleString()} lines`;
}
