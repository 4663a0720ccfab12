/** Which Runnel this is, what is new in it, whether there is a newer one, and what it is made with. */
import type { JSX } from "preact";
import type { Settings } from "../../wire/shapes";
import { news } from "../../words/news";
import { useApp } from "../context";
import licences from "./licences.json"; // tests/licences.test.ts compares it with what is installed
import { NewerVersions } from "./newer-versions";
import { Report } from "./report";
import { ButtonSetting, Setting } from "./setting";

export function About({ settings }: { settings: Settings }): JSX.Element {
  const { commands } = useApp();
  return (
    <>
      <Setting id="version" side>
        {() => <strong class="version">{settings.version}</strong>}
      </Setting>
      <ButtonSetting id="news" says={news().read} press={() => commands.show({ kind: "news" })} />
      <NewerVersions settings={settings} />
      <Report />
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
