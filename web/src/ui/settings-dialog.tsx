/** How Runnel looks, which model new chats begin with, and where the data is. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Theme } from "../wire/shapes";
import { useApp } from "./context";
import { Dialog } from "./dialog";
import { Icon } from "./icons";
import { modelLabel } from "./model-picker";

const THEMES: readonly { readonly theme: Theme; readonly label: string }[] = [
  { theme: "system", label: "System" },
  { theme: "light", label: "Light" },
  { theme: "dark", label: "Dark" },
];

export function SettingsDialog(): JSX.Element {
  const { store, commands } = useApp();
  const settings = store.part("settings").value;
  const models = store.part("models").value;
  const [problem, setProblem] = useState("");
  useEffect(() => void commands.loadModels(), []);
  const change = async (wanted: Parameters<typeof commands.changeSettings>[0]): Promise<void> => {
    const done = await commands.changeSettings(wanted);
    setProblem(done.ok ? "" : done.detail);
  };
  if (settings === null) {
    return (
      <Dialog title="Settings">
        <p>The settings could not be read.</p>
        <button type="button" class="button" onClick={() => void commands.loadSettings()}>
          <Icon name="retry" /> Try again
        </button>
      </Dialog>
    );
  }
  const fixed = (name: string): boolean =>
    settings.overridden.some((key) => key === name || key === snake(name));
  const offered = models.value?.models ?? [];
  const unknown =
    settings.defaultModel !== null && !offered.some((model) => model.id === settings.defaultModel);
  return (
    <Dialog title="Settings">
      <div class="form">
        <fieldset class="field" disabled={fixed("theme")}>
          <legend>Appearance</legend>
          <div class="segments">
            {THEMES.map(({ theme, label }) => (
              <label key={theme} class={settings.theme === theme ? "segment chosen" : "segment"}>
                <input
                  type="radio"
                  name="theme"
                  checked={settings.theme === theme}
                  onChange={() => void change({ theme })}
                />
                {label}
              </label>
            ))}
          </div>
          {fixed("theme") && <Fixed />}
        </fieldset>
        <label class="field">
          <span>Model for new chats</span>
          <select
            disabled={fixed("defaultModel")}
            value={settings.defaultModel ?? ""}
            onChange={(event) => void change({ defaultModel: event.currentTarget.value || null })}
          >
            <option value="">
              Runnel's choice{models.value ? ` (${modelLabel(models.value.default)})` : ""}
            </option>
            {unknown && settings.defaultModel !== null && (
              <option value={settings.defaultModel}>{settings.defaultModel} (not offered at present)</option>
            )}
            {offered.map((model) => (
              <option key={model.id} value={model.id}>
                {model.provider === "builtin"
                  ? modelLabel(model.id)
                  : `${modelLabel(model.id)} – ${model.provider}`}
              </option>
            ))}
          </select>
          {fixed("defaultModel") && <Fixed />}
        </label>
        <div class="field">
          <span>Data folder</span>
          <code class="path-shown">{settings.dataDir}</code>
          <span class="field-note">
            Chats and settings are files in this folder, on this computer only. Keys are not among them.
          </span>
        </div>
        {problem && (
          <p class="error-text" role="alert">
            {problem}
          </p>
        )}
        <p class="about">
          Runnel {settings.version}
          <button type="button" class="quiet" onClick={() => commands.show({ kind: "shortcuts" })}>
            Keyboard
          </button>
        </p>
      </div>
    </Dialog>
  );
}

function Fixed(): JSX.Element {
  return <span class="field-note">Set by an environment variable for this launch.</span>;
}

function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
