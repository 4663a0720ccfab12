/** The tools of a server with what each says of itself, on or off; what differs from what was allowed comes first. */
import type { JSX } from "preact";
import type { ServerTool, ToolServer } from "../../wire/mcp";
import { servers } from "../../words/servers";
import { useApp } from "../context";
import { Icon } from "../icons";
import { VisibleText } from "../visible";
import { OnOff } from "./setting";

interface Props {
  readonly server: ToolServer;
  readonly failed: (detail: string) => void;
}

export function Tools({ server, failed }: Props): JSX.Element {
  const { commands } = useApp();
  const waiting = server.tools.filter(({ state }) => state === "new" || state === "changed");
  const rest = server.tools.filter(({ state }) => state === "approved" || state === "gone");
  const allow = (tools: readonly ServerTool[]): void => {
    const hashes = Object.fromEntries(tools.map(({ name, hash }) => [name, hash]));
    void commands.allowTools(server.name, hashes).then((done) => failed(done.ok ? "" : done.detail));
  };
  return (
    <>
      {waiting.length > 0 && (
        <section class="tools-waiting" aria-label={servers().waiting}>
          <h6>
            <Icon name="warning" /> {servers().waiting}
          </h6>
          <p class="field-note">{servers().waitingNote}</p>
          <ul class="server-tools">
            {waiting.map((tool) => (
              <li key={tool.name}>
                <Words tool={tool} />
                <button
                  type="button"
                  class="button small"
                  aria-label={servers().allowToolName({ name: tool.name })}
                  onClick={() => allow([tool])}
                >
                  {servers().allowTool}
                </button>
              </li>
            ))}
          </ul>
          {waiting.length > 1 && (
            <button type="button" class="button small" onClick={() => allow(waiting)}>
              {servers().allowAllTools}
            </button>
          )}
        </section>
      )}
      {(rest.length > 0 || waiting.length === 0) && (
        <section aria-label={servers().tools}>
          <h6>{servers().tools}</h6>
          <p class="field-note">
            {server.tools.length > 0
              ? servers().toolsNote
              : server.state === "ready"
                ? servers().toolsNone
                : servers().toolsLater}
          </p>
          {rest.length > 0 && (
            <ul class="server-tools">
              {rest.map((tool) => (
                <li key={tool.name}>
                  <Words tool={tool} />
                  <OnOff
                    ids={{ id: `tool-${tool.name}`, "aria-label": servers().useTool({ name: tool.name }) }}
                    on={tool.on}
                    disabled={tool.state === "gone"}
                    turn={(on) =>
                      void commands
                        .turnTool(server.name, tool.name, on)
                        .then((done) => failed(done.ok ? "" : done.detail))
                    }
                  />
                </li>
              ))}
            </ul>
          )}
        </section>
      )}
    </>
  );
}

function Words({ tool }: { tool: ServerTool }): JSX.Element {
  const { state, before } = tool;
  return (
    <div class="tool-says">
      <strong>
        <VisibleText text={tool.title || tool.name} />{" "}
        {tool.title !== "" && tool.title !== tool.name && (
          <code>
            <VisibleText text={tool.name} />
          </code>
        )}{" "}
        {state !== "approved" && <span class="badge">{servers().toolStates[state]}</span>}
      </strong>
      {before !== null && before.description !== tool.description && (
        <p class="tool-before">
          <span class="field-note">{servers().before}:</span>{" "}
          <s>
            <VisibleText text={before.description} />
          </s>
        </p>
      )}
      <p>
        {before !== null && <span class="field-note">{servers().now}: </span>}
        <VisibleText text={tool.description || servers().noDescription} />
      </p>
      <details>
        <summary>{servers().arguments}</summary>
        {before !== null && (
          <pre class="server-schema tool-before" role="group" tabIndex={0} aria-label={servers().before}>
            <VisibleText text={JSON.stringify(before.schema, null, 2)} />
          </pre>
        )}
        <pre class="server-schema" role="group" tabIndex={0} aria-label={servers().arguments}>
          <VisibleText text={JSON.stringify(tool.schema, null, 2)} />
        </pre>
      </details>
    </div>
  );
}
