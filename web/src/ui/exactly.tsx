/** The whole of what an approval is about: command, folder, changes, arguments; never shortened, only scrolled or folded. */
import type { JSX } from "preact";
import type { Interrupt, ToolCall } from "../domain/conversation";
import { argumentsOf } from "../domain/view";
import { acting } from "../words/acting";
import { allowing } from "../words/allowing";
import { Changes } from "./changes";
import { useSelect } from "./context";
import { Icon, type IconName } from "./icons";
import { Sentence } from "./sentence";
import { asText } from "./tool-details";
import { VisibleText } from "./visible";
import { Held } from "./why";

interface Props {
  readonly interrupt: Interrupt;
  readonly call: ToolCall | null;
  readonly title: string;
}

export function Exactly({ interrupt, call, title }: Props): JSX.Element {
  const workspace = useSelect((state) => state.open?.conversation?.workspace ?? null);
  const { changes = [], folder, further = [], environment = [], risk } = interrupt.metadata ?? {};
  const where = folder ?? workspace;
  const isElsewhere = risk === "network" || risk === "mcp"; // the folder says nothing there
  const place = where !== null && !isElsewhere && !title.includes(where) ? where : null;
  return (
    <>
      <Changes changes={changes} what={acting().wouldChange} />
      <What interrupt={interrupt} call={call} isShown={changes.length > 0 && !changes.some(isCut)} />
      {place !== null && (
        <p class="approval-place">
          <Icon name="folder" />{" "}
          <Sentence says={(there) => acting().inPlace({ place: there })}>
            <code>
              <VisibleText text={place} />
            </code>
          </Sentence>
        </p>
      )}
      {further.length > 0 && (
        <p class="approval-place">
          <Icon name="folder" />{" "}
          <Sentence says={(places) => allowing().alsoIn({ places })}>
            <code>
              <VisibleText text={further.join(", ")} />
            </code>
          </Sentence>
        </p>
      )}
      <Held interrupt={interrupt} />
      {environment.length > 0 && (
        <details class="approval-more">
          <summary>{acting().seesVariables({ count: environment.length })}</summary>
          <p>
            <code>
              <VisibleText text={environment.join(", ")} />
            </code>
          </p>
        </details>
      )}
    </>
  );
}

/** The lines tell all of it only where none is left out. */
function isCut({ truncated, binary }: { readonly truncated?: boolean; readonly binary?: boolean }): boolean {
  return truncated === true || binary === true;
}

interface WhatProps {
  readonly interrupt: Interrupt;
  readonly call: ToolCall | null;
  /** The changes above say all of it already. */
  readonly isShown: boolean;
}

/** The arguments: first those with a name of their own; whatever else a call has after them, never left out. */
function What({ interrupt, call, isShown }: WhatProps): JSX.Element {
  const values = call ? argumentsOf(call) : null;
  if (values === null) {
    const { command } = interrupt.metadata ?? {};
    return (
      <pre tabIndex={0}>
        <VisibleText text={call?.function.arguments || command || acting().noDetails} />
      </pre>
    );
  }
  const main = mainParts(call?.function.name ?? interrupt.metadata?.tool ?? "", values);
  const named = new Set(main.map((part) => part.key));
  const rest = Object.entries(values).filter(([key]) => !named.has(key));
  const all = [
    ...main,
    ...rest.map(
      ([key, value]): Part => ({ key, icon: "tool", label: key.replaceAll("_", " "), text: asText(value) }),
    ),
  ];
  if (!isShown)
    return (
      <>
        {all.map((part) => (
          <Block key={part.key} part={part} />
        ))}
      </>
    );
  return (
    <details class="approval-more">
      <summary>{acting().exactly}</summary>
      {all.map((part) => (
        <Block key={part.key} part={part} />
      ))}
    </details>
  );
}

interface Part {
  readonly key: string;
  readonly icon: IconName;
  readonly label: string;
  readonly text: string;
  readonly short?: boolean;
}

function mainParts(name: string, values: Record<string, unknown>): Part[] {
  const { command, path, content, code, url } = values;
  if (name === "run_command" && typeof command === "string")
    return [{ key: "command", icon: "terminal", label: acting().command, text: command }];
  if (name === "run_python" && typeof code === "string")
    return [{ key: "code", icon: "terminal", label: acting().code, text: code }];
  if (name === "web_fetch" && typeof url === "string")
    return [{ key: "url", icon: "globe", label: acting().address, text: url, short: true }];
  if (name === "write_file" && typeof path === "string" && typeof content === "string")
    return [
      { key: "path", icon: "file", label: acting().file, text: path, short: true },
      { key: "content", icon: "pencil", label: acting().content({ size: sizeText(content) }), text: content },
    ];
  return [];
}

function Block({ part }: { part: Part }): JSX.Element {
  return (
    <div class="exact" role="group" aria-label={part.label}>
      <div class="exact-label">
        <Icon name={part.icon} /> {part.label}
      </div>
      <pre tabIndex={0} class={part.short ? undefined : "tall"}>
        <VisibleText text={part.text} />
      </pre>
    </div>
  );
}

function sizeText(content: string): string {
  const lines = content === "" ? 0 : content.replace(/\n$/, "").split("\n").length;
  return acting().lines({ count: lines });
}
