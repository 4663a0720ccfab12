/** Whether this chat has instructions or settings of its own, and the way to them. */
import type { JSX } from "preact";
import type { Parameters } from "../domain/conversation";
import type { AppState } from "../state/app";
import { writing } from "../words/writing";
import { useApp, useSelect } from "./context";
import { Icon } from "./icons";

const NONE: Parameters = {};

export function systemOf(state: AppState): string | null {
  return state.open ? (state.open.conversation?.system ?? null) : state.fresh.system;
}

export function parametersOf(state: AppState): Parameters {
  return state.open ? (state.open.conversation?.parameters ?? NONE) : state.fresh.parameters;
}

export function ChatSettingsChip(): JSX.Element {
  const { commands } = useApp();
  const system = useSelect(systemOf);
  const parameters = useSelect(parametersOf);
  const count = Object.keys(parameters).length;
  const words = [
    system ? writing().instructions : null,
    count === 0 ? null : writing().countOfSettings({ count }),
  ].filter(Boolean);
  const open = (): void => commands.show({ kind: "chat" });
  if (words.length === 0)
    return (
      <button
        type="button"
        class="icon-button"
        aria-label={writing().instructionsAndSettings}
        title={writing().instructionsAndSettings}
        onClick={open}
      >
        <Icon name="sliders" />
      </button>
    );
  return (
    <button
      type="button"
      class="chip set"
      aria-label={writing().isSet({ what: words.join(", ") })}
      title={system ?? writing().settingsHere}
      onClick={open}
    >
      <Icon name="sliders" />
      <span class="chip-text">{words.join(" · ")}</span>
    </button>
  );
}
