/**
 * Decides how much of what is shown can never change again, and which source still has to be parsed for the rest.
 *
 * A block is settled once a later block has begun on a complete line, or its own end has come. That holds inside
 * lists, items and quotes as well as at the top. What stays as source is a small text that continues the open
 * containers: their lines without what is settled in them. For an item whose first line is dropped, an empty heading
 * stands in its place (`- #`), which keeps the item's indentation and cannot be continued by a lazy line; for a
 * table its head, for code the opening fence.
 */
import { Level } from "./level";
import type { OpenText } from "./open-text";
import type { Block } from "./tree";
import { isClosed, linesIn } from "./tree";

export interface Kept {
  /** Lines that stand for what is open. */
  readonly lines: readonly string[];
  /** The line from which the source stays as it is. */
  readonly from: number;
  /** The line from which `lines` speak. */
  readonly first: number;
}

type Settled = (node: Node, text?: OpenText) => void;

/** Settles `level`, which shows `block`, whose complete lines are `lines`. `chain` leads to it from the top. */
export function settle(
  level: Level,
  block: Block,
  lines: readonly string[],
  settled: Settled,
  chain: readonly Block[] = [],
): Kept | null {
  level.keep(block);
  const open = level.open(block);
  const last = open[open.length - 1];
  if (last === undefined) return null;
  if (level.child === null || open.length > 1) {
    const isContinued = level.child !== null;
    if (level.child) close(level.child, settled);
    level.child = null;
    const done = level.live.splice(0, open.length - (isContinued ? 2 : 1));
    for (const node of done) settled(node);
    if (isContinued || done.length > 0) level.isBeginning = false;
    level.child = opened(level, last, lines, chain);
    if (level.child) level.live = [];
  }
  return level.child ? inside(level, level.child, last, lines, settled, chain) : leaf(level, last, settled);
}

/** A level for the last child, if it is something that can go on. */
function opened(level: Level, last: Block, lines: readonly string[], chain: readonly Block[]): Level | null {
  const node = level.live[0];
  if (!(node instanceof HTMLElement)) return null;
  const goesOn = /^(list|quote|table)$/.test(last.kind) || (last.kind === "fence" && !isClosed(last));
  if (!goesOn && !(last.kind === "item" && standIn(last, lines, chain) !== null)) return null;
  return new Level(last.kind, node, last);
}

function inside(
  level: Level,
  child: Level,
  last: Block,
  lines: readonly string[],
  settled: Settled,
  chain: readonly Block[],
): Kept | null {
  if (child.kind === "fence") return openCode(level, child, last, lines, settled);
  if (child.kind === "table") {
    for (const row of child.live) settled(row);
    child.live = [];
    return { lines: lines.slice(last.start, last.start + 2), from: last.end, first: last.start };
  }
  if (child.kind === "paragraph") return { lines: [], from: last.start, first: last.start };
  const kept = settle(child, last, lines, settled, [...chain, last]);
  if (child.kind !== "item") return kept ?? { lines: [], from: last.start, first: last.start };
  return inItem(child, last, lines, chain, kept);
}

function inItem(
  item: Level,
  block: Block,
  lines: readonly string[],
  chain: readonly Block[],
  kept: Kept | null,
): Kept {
  const all = { lines: [], from: block.start, first: block.start };
  if (kept === null && item.skipped === 0) return all; // an empty item
  const inner = kept ?? { lines: [], from: block.start + 1, first: block.start + 1 };
  if (inner.first === block.start) return inner;
  const stand = standIn(block, lines, chain);
  if (stand === null) return all;
  item.skipped = 1;
  return { lines: [stand, ...inner.lines], from: inner.from, first: block.start };
}

/** Blank lines at the end stay in the source: whether they are code or part a list's items is not said yet. */
function openCode(level: Level, child: Level, last: Block, lines: readonly string[], settled: Settled): Kept {
  const opening = lines.slice(last.start, last.start + 1);
  const { content } = last.token;
  if (!isClosed(last)) {
    const words = content.trimEnd().length;
    const full = words === 0 ? 0 : content.indexOf("\n", words) + 1;
    child.keepCode(content.slice(0, full));
    return { lines: opening, from: last.end - linesIn(content.slice(full)), first: last.start };
  }
  child.keepCode(content);
  if (level.kind === "quote") return { lines: opening, from: last.end - 1, first: last.start };
  close(child, settled);
  level.child = null;
  level.isBeginning = false;
  return { lines: [], from: last.end, first: last.end };
}

function leaf(level: Level, last: Block, settled: Settled): Kept {
  if (level.kind === "quote" || !isClosed(last)) return { lines: [], from: last.start, first: last.start };
  for (const node of level.live) settled(node);
  level.live = [];
  level.isBeginning = false;
  return { lines: [], from: last.end, first: last.end };
}

/** The container has ended. */
export function close(level: Level, settled: Settled): void {
  if (level.child) close(level.child, settled);
  level.child = null;
  for (const node of level.live) settled(node);
  level.live = [];
  if (level.kind === "fence") settled(level.node);
  if (level.text) settled(level.node, level.text);
}

/**
 * The first line of an item with its words replaced by an empty heading, so that it is as wide as it was; null when
 * that cannot be said for sure.
 */
function standIn(item: Block, lines: readonly string[], chain: readonly Block[]): string | null {
  const line = lines[item.start] ?? "";
  let at = 0;
  for (const container of [...chain, item]) {
    if (container.kind === "list") continue;
    at += /^[ \t]*/.exec(line.slice(at))?.[0].length ?? 0;
    if (container.kind === "quote") {
      if (line[at] !== ">") return null;
      at += line[at + 1] === " " ? 2 : 1;
    } else if (container.start === item.start) {
      const marker = /^(?:[-+*]|\d{1,9}[.)])/.exec(line.slice(at))?.[0];
      if (marker === undefined) return null;
      at += marker.length;
      const gap = /^[ \t]*/.exec(line.slice(at))?.[0] ?? "";
      const isWide = gap.length > 4 || at + gap.length >= line.length;
      if (/\t/.test(gap) && gap !== "\t") return null;
      if (container !== item && isWide) return null;
      if (isWide) return `${line.slice(0, at)} #`;
      at += gap.length;
    }
  }
  return `${line.slice(0, at)}#`;
}
