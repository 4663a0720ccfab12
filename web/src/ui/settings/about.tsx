/** Which Runnel this is, and what it is made with. */
import type { JSX } from "preact";
import type { Settings } from "../../wire/shapes";
import licences from "./licences.json"; // tests/licences.test.ts compares it with what is installed
import { Setting } from "./setting";

export function About({ settings }: { settings: Settings }): JSX.Element {
  return (
    <>
      <Setting id="version" side>
        {() => <strong class="version">{settings.version}</strong>}
      </Setting>
      <Setting id="licences">
        {() => (
          <dl class="licences">
            {Object.entries({ ...licences.page, ...licences.server }).map(([name, licence]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{licence}</dd>
              </div>
            ))}
          </dl>
        )}
      </Setting>
    </>
  );
}
