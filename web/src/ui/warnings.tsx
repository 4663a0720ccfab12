/** What could make an action look like something else, said beside it. */
import type { JSX } from "preact";
import type { Interrupt, ToolCall } from "../domain/conversation";
import { argumentsOf } from "../domain/view";
import { mixesAlphabets, revealHidden } from "../text/visible";
import { acting } from "../words/acting";
import { Icon } from "./icons";

interface Props {
  readonly interrupt: Interrupt;
  readonly call: ToolCall | null;
}

export function Warnings({ interrupt, call }: Props): JSX.Element {
  const { hides, mixes } = deceives({ interrupt, call });
  return (
    <>
      {hides && (
        <p class="approval-warning">
          <Icon name="warning" /> {acting().invisible}
        </p>
      )}
      {mixes && (
        <p class="approval-warning">
          <Icon name="warning" /> {acting().mixed}
        </p>
      )}
    </>
  );
}

/** Whether its arguments, or the names of its files, have characters that nobody sees, or letters that look alike. */
export function deceives({ interrupt, call }: Props): { readonly hides: boolean; readonly mixes: boolean } {
  const paths = interrupt.metadata?.changes?.flatMap(({ path, to }) => [path, to ?? ""]) ?? [];
  const written = [...textsIn((call && argumentsOf(call)) ?? call?.function.arguments ?? ""), ...paths];
  return {
    hides: written.some((text) => revealHidden(text).some((piece) => piece.hidden)),
    mixes: written.some(mixesAlphabets),
  };
}

/** Every text in a value, names included. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, one]) => [name, ...textsIn(one)]);
}
