/** How the whole page looks. */
import type { JSX } from "preact";
import type { Settings } from "../../wire/shapes";
import { common } from "../../words/common";
import { percent } from "../../words/numbers";
import { setup } from "../../words/setup";
import { useApp } from "../context";
import { Icon } from "../icons";
import { Problem, Segments, Setting, useChange } from "./setting";

export function General({ settings }: { settings: Settings }): JSX.Element {
  const { change, problem } = useChange();
  return (
    <>
      <Setting id="theme">
        {(ids, fixed) => (
          <Segments
            name="theme"
            ids={ids}
            value={settings.theme}
            disabled={fixed}
            choices={[
              ["system", setup().system],
              ["light", setup().light],
              ["dark", setup().dark],
            ]}
            choose={(theme) => change({ theme })}
          />
        )}
      </Setting>
      <Setting id="language" side>
        {(ids, fixed) => (
          <select
            {...ids}
            disabled={fixed}
            value={settings.language}
            onChange={(event) => change({ language: event.currentTarget.value as Settings["language"] })}
          >
            <option value="system">{setup().asSystem}</option>
            <option value="en" lang="en">
              English
            </option>
            <option value="de" lang="de">
              Deutsch
            </option>
          </select>
        )}
      </Setting>
      <Setting id="zoom" side>
        {(_, fixed) => <Zoom fixed={fixed} />}
      </Setting>
      <Setting id="width">
        {(ids, fixed) => (
          <Segments
            name="width"
            ids={ids}
            value={settings.width}
            disabled={fixed}
            choices={[
              ["normal", setup().easyToRead],
              ["wide", setup().wide],
            ]}
            choose={(width) => change({ width })}
          />
        )}
      </Setting>
      <Motion settings={settings} />
      <Problem text={problem} />
    </>
  );
}

/** Also among what makes the page accessible. */
export function Motion({ settings }: { settings: Settings }): JSX.Element {
  const { change, problem } = useChange();
  return (
    <>
      <Setting id="motion">
        {(ids, fixed) => (
          <Segments
            name="motion"
            ids={ids}
            value={settings.motion}
            disabled={fixed}
            choices={[
              ["system", setup().system],
              ["reduced", setup().little],
              ["full", setup().all],
            ]}
            choose={(motion) => change({ motion })}
          />
        )}
      </Setting>
      <Problem text={problem} />
    </>
  );
}

function Zoom({ fixed }: { fixed: boolean }): JSX.Element {
  const { store, commands } = useApp();
  const zoom = store.part("zoom").value;
  return (
    <div class="stepper">
      <button
        type="button"
        class="icon-button framed"
        aria-label={setup().smallerText}
        disabled={fixed}
        onClick={() => commands.zoom(-1)}
      >
        <Icon name="minus" />
      </button>
      <output class="stepper-value" aria-live="polite">
        {percent(zoom)}
      </output>
      <button
        type="button"
        class="icon-button framed"
        aria-label={setup().largerText}
        disabled={fixed}
        onClick={() => commands.zoom(1)}
      >
        <Icon name="plus" />
      </button>
      <button type="button" class="quiet" disabled={fixed || zoom === 1} onClick={() => commands.zoom(0)}>
        {common().reset}
      </button>
    </div>
  );
}
