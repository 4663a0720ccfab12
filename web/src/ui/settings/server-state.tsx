/** How a server is doing, in words and with a sign; what went wrong in the server's own sentence. */
import type { JSX } from "preact";
import { inOwnWords } from "../../domain/own-words";
import type { ToolServer } from "../../wire/mcp";
import { servers } from "../../words/servers";
import { Icon, type IconName } from "../icons";
import { VisibleText } from "../visible";

type Word = keyof ReturnType<typeof servers>["states"];

const SIGNS: Readonly<Record<Word, IconName>> = {
  waits: "shield",
  changed: "warning",
  off: "minus",
  idle: "clock",
  starting: "clock",
  ready: "check",
  failed: "warning",
  signIn: "key",
};

export function stateOf(server: ToolServer): Word {
  if (!server.on) return "off";
  if (!server.approved) return server.changed ? "changed" : "waits";
  return server.asksToSignIn ? "signIn" : server.state;
}

export function StateOf({ server }: { server: ToolServer }): JSX.Element {
  const state = stateOf(server);
  return (
    <span class={`server-state ${state}`}>
      <Icon name={SIGNS[state]} />{" "}
      <span>
        {servers().states[state]}
        {state === "failed" && server.says !== null && (
          <>
            : <VisibleText text={inOwnWords(server.says)} />
          </>
        )}
      </span>
    </span>
  );
}
