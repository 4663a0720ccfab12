/** What happened at a place of a replay, in words. */
import type { Mark } from "../domain/replay";
import { replaying } from "../words/replaying";
import { wordsOf } from "./tool-words";

export function markText(mark: Mark): string {
  switch (mark.kind) {
    case "called":
      return replaying().called({ tool: wordsOf(mark.tool).name });
    case "returned":
      return replaying().returned({ tool: wordsOf(mark.tool).name });
    default:
      return replaying().marks[mark.kind];
  }
}

/** `0:05`, `12:40`, `1:02:03`. */
export function clockText(ms: number): string {
  const seconds = Math.floor(ms / 1_000);
  const parts = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  const shown = parts[0] === 0 ? parts.slice(1) : parts;
  return shown.map((part, at) => (at === 0 ? String(part) : String(part).padStart(2, "0"))).join(":");
}
