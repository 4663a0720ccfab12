/** All keys, by what they are for. The settings change them. */
import "./styles/settings.css";
import type { JSX } from "preact";
import { ACTIONS, FIXED, GROUPS, type Group, keysOf } from "./actions";
import { type Chord, chordLabel } from "./chords";
import { useApp } from "./context";
import { Dialog } from "./dialog";
import { sendLabel, steerLabel } from "./field";

interface Line {
  readonly says: string;
  readonly keys: readonly string[];
}

export function ShortcutsDialog(): JSX.Element {
  const { store, commands } = useApp();
  const settings = store.part("settings").value;
  const chosen = settings?.shortcuts ?? {};
  const sendWith = settings?.sendWith ?? "enter";
  const linesOf = (group: Group): readonly Line[] => [
    ...(group === "message"
      ? [
          { says: "Send the message", keys: [sendLabel(sendWith)] },
          { says: "Send into the answer that is being written", keys: [steerLabel(sendWith)] },
        ]
      : []),
    ...ACTIONS.filter((action) => action.group === group).flatMap((action) => {
      const keys = keysOf(action, chosen);
      return keys.length === 0 ? [] : [{ says: action.says, keys: keys.map(label) }];
    }),
    ...FIXED.filter((fixed) => fixed.group === group).map(({ says, keys }) => ({
      says,
      keys: keys.map(label),
    })),
  ];
  return (
    <Dialog title="Keyboard shortcuts" wide>
      {Object.entries(GROUPS).map(([group, name]) => {
        const lines = linesOf(group as Group);
        if (lines.length === 0) return null;
        return (
          <section key={group} class="shortcut-group">
            <h3>{name}</h3>
            <dl class="shortcuts">
              {lines.map(({ says, keys }) => (
                <div key={says}>
                  <dt>{says}</dt>
                  <dd>
                    {keys.map((key) => (
                      <kbd key={key}>{key}</kbd>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        );
      })}
      <div class="dialog-actions">
        <button
          type="button"
          class="button"
          onClick={() => commands.show({ kind: "settings", section: "shortcuts" })}
        >
          Change shortcuts
        </button>
      </div>
    </Dialog>
  );
}

function label(chord: Chord): string {
  return chordLabel(chord);
}
