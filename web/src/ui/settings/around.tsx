/** The window and what stands around it: notices, its closing, the tray, the start with the login. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Around as AroundState, Settings } from "../../wire/shapes";
import { common } from "../../words/common";
import { setup } from "../../words/setup";
import { useApp } from "../context";
import { Icon } from "../icons";
import { OnOff, Problem, Segments, Setting, useChange } from "./setting";

export function Around({ settings }: { settings: Settings }): JSX.Element {
  const { store, commands } = useApp();
  const { change, problem } = useChange();
  const { value: around, ...loaded } = store.part("around").value;
  useEffect(() => void commands.loadAround(), []);
  const isBare = around?.outlivesClosing === false;
  const closing = isBare
    ? setup().closingEnds
    : around && around.tray !== "shown"
      ? setup().closingMinimises
      : "";
  const tray = isBare ? setup().trayNotHere : settings.tray && around?.tray === "none" ? setup().noTray : "";
  return (
    <>
      {loaded.status === "failed" && (
        <>
          <Problem text={loaded.detail} />
          <button type="button" class="button small" onClick={() => void commands.loadAround()}>
            <Icon name="retry" /> {common().tryAgain}
          </button>
        </>
      )}
      <Setting id="notify" side>
        {(ids, fixed) => (
          <OnOff ids={ids} on={settings.notify} disabled={fixed} turn={(notify) => change({ notify })} />
        )}
      </Setting>
      <Setting id="whenClosed" here={closing}>
        {(ids, fixed) => (
          <Segments
            name="whenClosed"
            ids={ids}
            value={settings.whenClosed}
            disabled={fixed || isBare}
            choices={[
              ["ask", setup().closingAsks],
              ["keep", setup().closingKeeps],
              ["stop", setup().closingStops],
            ]}
            choose={(whenClosed) => change({ whenClosed })}
          />
        )}
      </Setting>
      <Setting id="tray" side here={tray}>
        {(ids, fixed) => (
          <OnOff
            ids={ids}
            on={settings.tray}
            disabled={fixed || isBare}
            turn={(wanted) => change({ tray: wanted })}
          />
        )}
      </Setting>
      <Login login={around?.login} />
      <Setting id="quickBar" side here={isBare ? setup().keyNotHere : keyState(around)}>
        {(ids, fixed) => (
          <OnOff
            ids={ids}
            on={settings.quickBar}
            disabled={fixed || isBare}
            turn={(quickBar) => change({ quickBar })}
          />
        )}
      </Setting>
      <Problem text={problem} />
    </>
  );
}

function keyState(around: AroundState | undefined): string {
  if (around?.key === "given") return setup().keyGiven({ key: around.keyName });
  if (around?.key === "refused") return setup().keyRefused;
  return around?.key === "none" ? setup().keyNone : "";
}

/** undefined is not known yet. */
function Login({ login }: { login: boolean | null | undefined }): JSX.Element {
  const { commands } = useApp();
  const [problem, setProblem] = useState("");
  const turn = (on: boolean): void => {
    void commands.startWithLogin(on).then((done) => setProblem(done.ok ? "" : done.detail));
  };
  return (
    <>
      <Setting id="login" side here={login === null ? setup().noLogin : ""}>
        {(ids) => <OnOff ids={ids} on={login === true} disabled={typeof login !== "boolean"} turn={turn} />}
      </Setting>
      <Problem text={problem} />
    </>
  );
}
