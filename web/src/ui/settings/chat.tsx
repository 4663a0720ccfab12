/** How chats begin and how one writes in them. */
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { Settings } from "../../wire/shapes";
import { common } from "../../words/common";
import { setup } from "../../words/setup";
import { useApp } from "../context";
import { isMac } from "../keys";
import { modelLabel } from "../model-picker";
import { type Ids, OnOff, Problem, Segments, Setting, useChange } from "./setting";

export function ChatSettings({ settings }: { settings: Settings }): JSX.Element {
  const { commands } = useApp();
  const { change, problem } = useChange();
  useEffect(() => void commands.loadModels(), []);
  return (
    <>
      <Setting id="defaultModel">
        {(ids, fixed) => <DefaultModel ids={ids} fixed={fixed} settings={settings} />}
      </Setting>
      <Setting id="sendWith">
        {(ids, fixed) => (
          <Segments
            name="sendWith"
            ids={ids}
            value={settings.sendWith}
            disabled={fixed}
            choices={[
              ["enter", common().keys.Enter],
              [
                "mod-enter",
                setup().sendWithMod({ mod: isMac ? "⌘" : common().keys.Mod, enter: common().keys.Enter }),
              ],
            ]}
            choose={(sendWith) => change({ sendWith })}
          />
        )}
      </Setting>
      <Setting id="modelTitles" side>
        {(ids, fixed) => (
          <OnOff
            ids={ids}
            on={settings.modelTitles}
            disabled={fixed}
            turn={(modelTitles) => change({ modelTitles })}
          />
        )}
      </Setting>
      <Setting id="wrapCode" side>
        {(ids, fixed) => (
          <OnOff
            ids={ids}
            on={settings.wrapCode}
            disabled={fixed}
            turn={(wrapCode) => change({ wrapCode })}
          />
        )}
      </Setting>
      <Problem text={problem} />
    </>
  );
}

function DefaultModel(props: { ids: Ids; fixed: boolean; settings: Settings }): JSX.Element {
  const { ids, fixed, settings } = props;
  const { store } = useApp();
  const { change, problem } = useChange();
  const models = store.part("models").value.value;
  const offered = models?.models ?? [];
  const chosen = settings.defaultModel;
  const isOffered = chosen === null || offered.some((model) => model.id === chosen);
  return (
    <>
      <select
        {...ids}
        disabled={fixed}
        value={chosen ?? ""}
        onChange={(event) => change({ defaultModel: event.currentTarget.value || null })}
      >
        <option value="">
          {models ? setup().ownChoiceIs({ model: modelLabel(models.default) }) : setup().ownChoice}
        </option>
        {!isOffered && <option value={chosen}>{setup().notOffered({ model: chosen })}</option>}
        {offered.map((model) => (
          <option key={model.id} value={model.id}>
            {model.provider === "builtin"
              ? modelLabel(model.id)
              : `${modelLabel(model.id)} – ${model.provider}`}
          </option>
        ))}
      </select>
      <Problem text={problem} />
    </>
  );
}
