/** One allowed server: how it is doing, its tools, its log. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Done } from "../../state/commands";
import type { ToolServer } from "../../wire/mcp";
import { servers } from "../../words/servers";
import { useApp } from "../context";
import { Icon } from "../icons";
import { VisibleText } from "../visible";
import { Exactly, RemoveButton } from "./server-consent";
import { ServerLog } from "./server-log";
import { StateOf } from "./server-state";
import { Tools } from "./server-tools";
import type { ServerPage } from "./servers";
import { Problem } from "./setting";

interface Props {
  readonly server: ToolServer;
  readonly go: (page: ServerPage) => void;
}

export function Details({ server, go }: Props): JSX.Element {
  const { commands } = useApp();
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  const { name } = server;
  const does = async (act: () => Promise<Done>): Promise<void> => {
    if (busy) return;
    setBusy(true);
    const done = await act();
    setBusy(false);
    setProblem(done.ok ? "" : done.detail);
  };
  const has = [
    server.about,
    server.prompts.length > 0 ? servers().prompts({ count: server.prompts.length }) : null,
    server.resources !== null && server.resources > 0
      ? servers().resources({ count: server.resources })
      : null,
  ].filter(Boolean);
  return (
    <div class="form server-details">
      <button type="button" class="button small server-back" onClick={() => go({ at: "list" })}>
        <Icon name="chevron" /> {servers().back}
      </button>
      <h5 class="step-name" tabIndex={-1} data-begin="">
        <VisibleText text={name} />
      </h5>
      <p class="server-doing" role="status">
        <StateOf server={server} />
        {has.length > 0 && (
          <span class="field-note">
            <VisibleText text={has.join(" · ")} />
          </span>
        )}
      </p>
      <Problem text={problem} />
      <div class="dialog-actions server-acts">
        {server.approved ? (
          <button
            type="button"
            class="button small"
            aria-disabled={busy || !server.on}
            onClick={() => server.on && void does(() => commands.restartServer(name))}
          >
            <Icon name="retry" /> {servers().restart}
          </button>
        ) : (
          <button type="button" class="button small primary" onClick={() => go({ at: "consent", name })}>
            {servers().look}
          </button>
        )}
        {(server.state === "ready" || server.state === "starting") && (
          <button
            type="button"
            class="button small"
            aria-disabled={busy}
            onClick={() => void does(() => commands.stopServer(name))}
          >
            <Icon name="stop" /> {servers().stop}
          </button>
        )}
        {server.asksToSignIn && (
          <button
            type="button"
            class="button small primary"
            aria-disabled={busy}
            onClick={() => void does(() => commands.signIn(name))}
          >
            <Icon name="key" /> {servers().signIn}
          </button>
        )}
        {server.signedIn === true && (
          <button
            type="button"
            class="button small"
            aria-disabled={busy}
            onClick={() => void does(() => commands.signOut(name))}
          >
            {servers().signOut}
          </button>
        )}
        <button type="button" class="button small" onClick={() => go({ at: "form", name })}>
          <Icon name="pencil" /> {servers().change}
        </button>
        <RemoveButton server={server} go={go} failed={setProblem} small />
      </div>
      <Tools server={server} failed={setProblem} />
      <details class="advanced">
        <summary>{servers().runsAs}</summary>
        <Exactly server={server} />
        {server.runs !== null && <p class="field-note">{server.runs}</p>}
      </details>
      <ServerLog name={name} />
    </div>
  );
}
