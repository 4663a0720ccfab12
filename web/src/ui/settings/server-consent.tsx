/** What a server is, whole: exactly what would be run or reached and what it is given. Nothing is started before a yes. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Named, ToolServer } from "../../wire/mcp";
import { common } from "../../words/common";
import { servers } from "../../words/servers";
import { useApp } from "../context";
import { focusOnce } from "../focus";
import { Icon } from "../icons";
import { VisibleText } from "../visible";
import type { ServerPage } from "./servers";
import { Problem } from "./setting";

interface Props {
  readonly server: ToolServer;
  readonly go: (page: ServerPage) => void;
}

export function Consent({ server, go }: Props): JSX.Element {
  const { commands } = useApp();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");
  const { name } = server;
  const missing = [...server.environment, ...server.headers].some(({ set }) => !set);
  const allow = async (): Promise<void> => {
    if (busy || missing) return;
    setBusy(true);
    const done = await commands.allowServer(server);
    setBusy(false);
    if (done.ok) go({ at: "details", name });
    else setProblem(done.detail);
  };
  return (
    <div class="form server-consent">
      <h5 class="step-name" tabIndex={-1} data-begin="">
        <VisibleText
          text={server.changed ? servers().allowAgain({ name }) : servers().allowTitle({ name })}
        />
      </h5>
      <Exactly server={server} />
      <p class="server-note">
        <Icon name="warning" /> {server.runs ?? servers().farNote}
      </p>
      {missing && <p class="field-note warning-text">{servers().missing}</p>}
      <Problem text={problem} />
      <div class="dialog-actions">
        <button type="button" class="button" onClick={() => go({ at: "list" })}>
          {servers().notNow}
        </button>
        <button type="button" class="button" onClick={() => go({ at: "form", name })}>
          <Icon name="pencil" /> {servers().change}
        </button>
        <RemoveButton server={server} go={go} failed={setProblem} />
        <span class="space" />
        <button
          type="button"
          class="button primary"
          aria-disabled={busy || missing}
          onClick={() => void allow()}
        >
          {server.url === null ? servers().allow : servers().allowFar}
        </button>
      </div>
    </div>
  );
}

/** The command or the address, and the names of what goes with it. */
export function Exactly({ server }: { server: ToolServer }): JSX.Element {
  const far = server.url !== null;
  return (
    <dl class="server-exactly">
      <dt>{far ? servers().reachesThis : servers().runsThis}</dt>
      <dd>
        <code class="server-line" data-line="">
          <VisibleText text={server.line} />
        </code>
      </dd>
      {!far && (
        <>
          <dt>{servers().inFolder}</dt>
          <dd>{server.cwd === null ? servers().homeFolder : <VisibleText text={server.cwd} />}</dd>
        </>
      )}
      <dt>{far ? servers().givenHeaders : servers().givenVariables}</dt>
      <dd>
        <Names
          names={far ? server.headers : server.environment}
          none={far ? servers().sentNothing : servers().givenNothing}
        />
      </dd>
    </dl>
  );
}

function Names({ names, none }: { names: readonly Named[]; none: string }): JSX.Element {
  if (names.length === 0) return <>{none}</>;
  return (
    <ul class="server-names">
      {names.map(({ name, set }) => (
        <li key={name}>
          <code>
            <VisibleText text={name} />
          </code>{" "}
          <span class={set ? "field-note" : "field-note warning-text"}>
            {set ? servers().hasValue : servers().noValue}
          </span>
        </li>
      ))}
    </ul>
  );
}

interface RemoveProps extends Props {
  readonly small?: boolean;
  readonly failed: (detail: string) => void;
}

/** Removes after a second press. */
export function RemoveButton({ server, go, failed, small }: RemoveProps): JSX.Element {
  const { commands } = useApp();
  const [sure, setSure] = useState(false);
  if (!sure)
    return (
      <button type="button" class={small ? "button small" : "button"} onClick={() => setSure(true)}>
        <Icon name="trash" /> {servers().remove}
      </button>
    );
  return (
    <>
      <button
        type="button"
        class={small ? "button small" : "button"}
        ref={focusOnce}
        onClick={() => setSure(false)}
      >
        {common().keep}
      </button>
      <button
        type="button"
        class={small ? "button danger small" : "button danger"}
        onClick={() =>
          void commands.removeServer(server.name).then((done) => {
            if (done.ok) go({ at: "list" });
            else failed(done.detail);
          })
        }
      >
        {servers().removeSure}
      </button>
    </>
  );
}
