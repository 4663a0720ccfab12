/**
 * A file's change as lines to be drawn: numbered on both sides, in blocks of what was removed, added or kept, with the
 * part of a line that differs where that is cheap to say. The hunks come from the server; nothing is compared here but
 * a line with the one that took its place.
 */
import type { FileChange, Hunk } from "./conversation";

export interface DiffLine {
  readonly text: string;
  /** Its numbers before and after; null on the side where it is not. */
  readonly old: number | null;
  readonly now: number | null;
  /** The part of it that is another, as places in the text. */
  readonly differs?: readonly [number, number];
}

/** Lines of one kind. A `gap` stands for unchanged lines that are not shown; a `note` says that no line end follows. */
export interface DiffBlock {
  readonly kind: "kept" | "removed" | "added" | "gap" | "note";
  readonly lines: readonly DiffLine[];
}

/** Longer lines are not looked into. */
const LONGEST = 400;
/** So much of two lines is the same, at least, that marking the rest helps. */
const ALIKE = 0.4;

/** At most `most` lines, from the top. */
export function blocksOfDiff({ hunks }: Pick<FileChange, "hunks">, most: number): readonly DiffBlock[] {
  const blocks: DiffBlock[] = [];
  let left = most;
  const crLf = endsInCrLf(hunks);
  for (const hunk of hunks) {
    if (left <= 0) break;
    if (hunk !== hunks[0] || hunk.oldStart > 1) blocks.push({ kind: "gap", lines: [] });
    const begin = blocks.length;
    left = addHunk(blocks, hunk, left, crLf);
    markPairs(blocks, begin);
  }
  return blocks;
}

export function linesIn({ hunks }: Pick<FileChange, "hunks">): number {
  return hunks.reduce((sum, hunk) => sum + hunk.lines.length, 0);
}

/** Whether every line has a carriage return before its end: such a file, and nothing that hides. */
function endsInCrLf(hunks: readonly Hunk[]): boolean {
  return hunks.every(({ lines }) =>
    lines.every(
      (line, at) => kindOf(line) === "note" || line.endsWith("\r") || lines[at + 1]?.startsWith("\\"),
    ),
  );
}

function addHunk(blocks: DiffBlock[], hunk: Hunk, most: number, crLf: boolean): number {
  let [old, now, left] = [hunk.oldStart, hunk.newStart, most];
  let before: DiffBlock["kind"] | null = null;
  let lines: DiffLine[] = [];
  for (const line of hunk.lines) {
    if (left-- <= 0) return 0;
    const [kind, whole] = [kindOf(line), line.slice(1)];
    const text = crLf ? whole.replace(/\r$/, "") : whole;
    if (kind !== before) {
      lines = [];
      blocks.push({ kind, lines });
    }
    before = kind;
    if (kind === "note") lines.push({ text: text.trim(), old: null, now: null });
    else
      lines.push({
        text,
        old: kind === "added" ? null : old++,
        now: kind === "removed" ? null : now++,
      });
  }
  return left;
}

function kindOf(line: string): "kept" | "removed" | "added" | "note" {
  if (line.startsWith("+")) return "added";
  if (line.startsWith("-")) return "removed";
  return line.startsWith("\\") ? "note" : "kept";
}

/** Where as many lines were added as were removed just before, each is set against its own. */
function markPairs(blocks: DiffBlock[], from: number): void {
  for (let at = from; at + 1 < blocks.length; at++) {
    const [removed, added] = [blocks[at], blocks[at + 1]];
    if (removed?.kind !== "removed" || added?.kind !== "added") continue;
    if (removed.lines.length !== added.lines.length) continue;
    const pairs = removed.lines.map((line, place) => differing(line.text, added.lines[place]?.text ?? ""));
    blocks[at] = { ...removed, lines: removed.lines.map((line, place) => marked(line, pairs[place]?.[0])) };
    blocks[at + 1] = { ...added, lines: added.lines.map((line, place) => marked(line, pairs[place]?.[1])) };
  }
}

function marked(line: DiffLine, differs: readonly [number, number] | undefined): DiffLine {
  return differs === undefined || differs[0] === differs[1] ? line : { ...line, differs };
}

type Span = readonly [number, number];

/** What is between the common beginning and the common end of two lines; null where hardly anything is common. */
export function differing(before: string, after: string): readonly [Span, Span] | null {
  if (before.length > LONGEST || after.length > LONGEST) return null;
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let end = 0;
  while (end < shorter - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  // Not within a word or a character: what differs is easier to read whole.
  while (start > 0 && isInWord(before, after, start)) start--;
  while (end > 0 && isInWord(before, after, -end)) end--;
  const common = (before.slice(0, start) + before.slice(before.length - end)).trim().length;
  if (common < ALIKE * Math.max(before.trim().length, after.trim().length)) return null;
  return [
    [start, before.length - end],
    [start, after.length - end],
  ];
}

/** Whether a word of either text goes over the place; a negative one counts from the end. */
function isInWord(before: string, after: string, place: number): boolean {
  return [before, after].some((text) => {
    const at = place < 0 ? text.length + place : place;
    return isOfWord(text[at - 1]) && isOfWord(text[at]);
  });
}

function isOfWord(unit: string | undefined): boolean {
  return unit !== undefined && /[\p{L}\p{N}_\ud800-\udfff]/u.test(unit);
}
