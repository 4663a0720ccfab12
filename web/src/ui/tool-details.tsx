/** The details of an action: what it was called with, what came back, each to be read whole and copied. */
import type { ComponentChildren, JSX } from "preact";
import type { ToolCall, ToolResult } from "../domain/conversation";
import { argumentsOf, sourcesOf, writtenTail } from "../domain/view";
import { inert } from "../text/terminal";
import { acting } from "../words/acting";
import { common } from "../words/common";
import { copy } from "./copy";
import { Icon } from "./icons";
import { lazy } from "./lazy";
import { Outside } from "./outside";
import { VisibleText } from "./visible";

const WholeResult = lazy(async () => (await import("./whole-result")).WholeResult);

export function Arguments({ call }: { call: ToolCall }): JSX.Element | null {
  const values = argumentsOf(call);
  if (values === null) {
    if (call.function.arguments === "") return null;
    return (
      <Labelled name={acting().args} text={call.function.arguments}>
        <pre tabIndex={0}>
          <VisibleText text={writtenTail(call)} />
        </pre>
      </Labelled>
    );
  }
  return (
    <>
      {Object.entries(values).map(([key, value]) => {
        const text = asText(value);
        const name = key.replaceAll("_", " ");
        return (
          <Labelled key={key} name={name} text={text}>
            <pre tabIndex={0}>
              <VisibleText text={text} />
            </pre>
          </Labelled>
        );
      })}
    </>
  );
}

export function Result({ result }: { result: ToolResult }): JSX.Element {
  const failed = result.error === "failed";
  const name = failed ? acting().problem : acting().result;
  const { truncated, whole } = result.metadata ?? {};
  const sources = sourcesOf(result);
  return (
    <>
      <Labelled name={name} text={result.content}>
        <pre tabIndex={0} class={failed ? "failed" : undefined}>
          {result.content === "" ? <em>{acting().nothingReturned}</em> : inert(result.content)}
        </pre>
      </Labelled>
      {typeof whole === "number" && <WholeResult result={result} count={whole} />}
      {truncated && <p class="tool-note">{acting().tooLong}</p>}
      {sources.length > 0 && (
        <Outside sources={sources} says={(place) => acting().cameFrom({ source: place })} />
      )}
    </>
  );
}

export function Labelled({
  name,
  text,
  children,
}: {
  name: string;
  /** What is copied. */
  text?: string;
  children: ComponentChildren;
}): JSX.Element {
  return (
    <div class="labelled" role="group" aria-label={name}>
      <div class="label-row">
        <span class="label" aria-hidden="true">
          {name}
        </span>
        {text !== undefined && text !== "" && (
          <button
            type="button"
            class="icon-button small"
            aria-label={acting().copyName({ name })}
            title={common().copy}
            onClick={(event) => void copy(text, event.currentTarget)}
          >
            <Icon name="copy" />
          </button>
        )}
      </div>
      {children}
    </div>
  );
}

/** A list of texts has one on each line; anything else that is no text is shown as JSON. */
export function asText(value: unknown): string {
  if (Array.isArray(value) && value.every((one) => typeof one === "string")) return value.join("\n");
  return typeof value === "string" ? value : (JSON.stringify(value, null, 2) ?? "");
}
