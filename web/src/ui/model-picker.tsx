/** The model of the chat on screen: a button, and a list that comes with the first click. */
import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import type { AppState } from "../state/app";
import { answering } from "../words/answering";
import { useApp, useSelect } from "./context";
import { Icon } from "./icons";
import { lazy } from "./lazy";
import { focusComposer } from "./sidebar";

export const ModelMenu = lazy(async () => (await import("./model-list")).ModelMenu);

export const BUILTIN = "builtin:assistant";

/** The model that the next message of the chat on screen goes to. */
export function modelInUse(state: AppState): string {
  const chosen = state.open ? state.open.conversation?.model : state.fresh.model;
  return chosen ?? state.settings?.defaultModel ?? state.models.value?.default ?? BUILTIN;
}

export function modelLabel(id: string): string {
  return id === BUILTIN ? answering().builtin : id.slice(id.indexOf(":") + 1);
}

export function ModelPicker(): JSX.Element {
  const { commands } = useApp();
  const [shown, setShown] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const current = useSelect(modelInUse);
  const close = (focus: boolean): void => {
    setShown(false);
    if (focus) button.current?.focus();
  };
  return (
    <div class="picker">
      <button
        ref={button}
        type="button"
        class="chip"
        aria-haspopup="listbox"
        aria-expanded={shown}
        aria-label={answering().modelChange({ model: modelLabel(current) })}
        title={shown ? undefined : current}
        onClick={() => {
          if (!shown) void commands.loadModels();
          setShown(!shown);
        }}
      >
        <span class="chip-text">{modelLabel(current)}</span>
        <Icon name="chevron" />
      </button>
      {shown && (
        <ModelMenu
          anchor={button}
          label={answering().models}
          current={current}
          close={close}
          choose={(model) => {
            void commands.chooseModel(model.id);
            close(false);
            focusComposer();
          }}
        />
      )}
    </div>
  );
}
