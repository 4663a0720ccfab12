/** The modes, each with what it means here, to choose from: arrows move, Enter chooses. */
import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import type { Mode } from "../domain/conversation";
import { inOwnWords } from "../domain/own-words";
import { isBusy, modeOf } from "../state/app";
import { modes } from "../words/modes";
import { useApp, useSelect } from "./context";
import { Icon } from "./icons";
import { isImeKey } from "./keys";
import { nextOf } from "./menu";
import { MODE_ICONS } from "./mode";
import { useBegin } from "./use-begin";
import "./styles/mode-list.css";

const ALL: readonly Mode[] = ["ask", "plan", "auto"];

interface Props {
  readonly choose: (mode: Mode) => void;
  /** Something else opens instead. */
  readonly leave: () => void;
}

export function ModeList({ choose, leave }: Props): JSX.Element {
  const { commands } = useApp();
  const list = useRef<HTMLDivElement>(null);
  const now = useSelect(modeOf);
  const busy = useSelect(isBusy);
  const sandbox = useSelect((state) => state.sandbox.value);
  const bare = sandbox?.works === false;
  const items = ALL.map((mode) => ({ mode, says: modes().names[mode] }));
  useBegin(() => list.current?.querySelector<HTMLElement>('[aria-checked="true"]'));
  const onKeyDown = (event: KeyboardEvent): void => {
    if (isImeKey(event) || event.altKey || event.ctrlKey || event.metaKey) return;
    const buttons = [...(list.current?.querySelectorAll("button") ?? [])];
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    const next = nextOf(event.key, at, [0, 1, 2], items);
    if (next === undefined) return;
    event.preventDefault();
    buttons[next]?.focus();
  };
  return (
    <>
      <div ref={list} role="menu" aria-label={modes().how} onKeyDown={onKeyDown}>
        {items.map(({ mode, says }) => (
          <button
            key={mode}
            type="button"
            role="menuitemradio"
            aria-checked={mode === now}
            aria-labelledby={`mode-${mode}`}
            aria-describedby={`mode-${mode}-says`}
            tabIndex={mode === now ? 0 : -1}
            class="mode-choice"
            onClick={() => choose(mode)}
          >
            <Icon name={MODE_ICONS[mode]} />
            <span class="mode-words">
              <strong id={`mode-${mode}`}>{says}</strong>
              <span id={`mode-${mode}-says`}>
                {mode === "auto" && bare ? modes().autoBare : modes().says[mode]}
              </span>
            </span>
            {mode === now ? <Icon name="check" /> : <span class="icon" aria-hidden="true" />}
          </button>
        ))}
      </div>
      <p class={bare ? "mode-foot bare" : "mode-foot"}>
        {sandbox !== undefined && (
          <span>
            <Icon name={bare ? "warning" : "shield"} />{" "}
            {bare ? inOwnWords(sandbox.says) : modes().sandboxWorks}
          </span>
        )}
        {busy && <span>{modes().fromNext}</span>}
        <button
          type="button"
          class="quiet small-text"
          onClick={() => {
            leave();
            commands.show({ kind: "settings", section: "permissions", setting: "sandbox" });
          }}
        >
          {modes().sandboxWhy}
        </button>
      </p>
    </>
  );
}
