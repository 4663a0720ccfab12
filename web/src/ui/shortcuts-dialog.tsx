/** All keys, by what they are for. The settings change them. */
import "./styles/keys.css";
import type { JSX } from "preact";
import { actions } from "../words/actions";
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
          { says: actions().sendMessage, keys: [sendLabel(sendWith)] },
          { says: actions().sendInto, keys: [steerLabel(sendWith)] },
        ]
      : []),
    ...ACTIONS.filter((action) => action.group === group).flatMap((action) => {
      const keys = keysOf(action, chosen);
      return keys.length === 0 ? [] : [{ says: actions().says[action.id], keys: keys.map(label) }];
    }),
    ...FIXED.filter((fixed) => fixed.group === group).map(({ id, keys }) => ({
      says: actions().fixed[id],
      keys: keys.map(label),
    })),
  ];
  return (
    <Dialog title={actions().shortcuts} wide>
      {GROUPS.map((group) => {
        const lines = linesOf(group);
        if (lines.length === 0) return null;
        return (
          <section key={group} class="shortcut-group">
            <h3>{actions().groups[group]}</h3>
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
          {actions().change}
        </button>
      </div>
    </Dialog>
  );
}

function label(chord: Chord): string {
  return chordLabel(chord);
}
