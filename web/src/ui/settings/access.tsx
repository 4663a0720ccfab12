/** For people who listen to the page, use no pointer, or are disturbed by motion. */
import type { JSX } from "preact";
import { useContext } from "preact/hooks";
import type { Settings } from "../../wire/shapes";
import { setup } from "../../words/setup";
import { useApp } from "../context";
import { Motion } from "./general";
import { LookingContext, Problem, Segments, Setting, useChange } from "./setting";

export function Access({ settings }: { settings: Settings }): JSX.Element {
  const { commands } = useApp();
  const { change, problem } = useChange();
  const { found } = useContext(LookingContext);
  return (
    <>
      <Setting id="announce">
        {(ids, fixed) => (
          <Segments
            name="announce"
            ids={ids}
            value={settings.announce}
            disabled={fixed}
            choices={[
              ["events", setup().events],
              ["sentences", setup().sentences],
            ]}
            choose={(announce) => change({ announce })}
          />
        )}
      </Setting>
      {found === null && <Motion settings={settings} />}
      <Setting id="contrast" />
      <Setting id="byKeyboard" side>
        {() => (
          <button type="button" class="button" onClick={() => commands.show({ kind: "shortcuts" })}>
            {setup().showKeys}
          </button>
        )}
      </Setting>
      <Problem text={problem} />
    </>
  );
}
