/** What happened at a place of a replay, in words. */
import type { Mark } from "../domain/replay";
import { wordsOf } from "./tool-words";

const WORDS: { readonly [K in Exclude<Mark["kind"], "called" | "returned">]: string } = {
  started: "The work begins.",
  text: "Text was written.",
  thought: "It was thought about.",
  plan: "The plan was changed.",
  asked: "You were asked.",
  resumed: "The work goes on.",
  ended: "The work has ended.",
  failed: "It ended with a problem.",
};

export function markText(mark: Mark): string {
  switch (mark.kind) {
    case "called":
      return `An action is asked for: ${wordsOf(mark.tool).name}.`;
    case "returned":
      return `An action has ended: ${wordsOf(mark.tool).name}.`;
    default:
      return WORDS[mark.kind];
  }
}

/** `0:05`, `12:40`, `1:02:03`. */
export function clockText(ms: number): string {
  const seconds = Math.floor(ms / 1_000);
  const parts = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  const shown = parts[0] === 0 ? parts.slice(1) : parts;
  return shown.map((part, at) => (at === 0 ? String(part) : String(part).padStart(2, "0"))).join(":");
}
