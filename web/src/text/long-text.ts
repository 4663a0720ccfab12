/** Settles the first part of a long paragraph at the end of the text; its source goes, or comes back if it was none. */
import { Level } from "./level";
import type { Env } from "./parser";
import { cutOf } from "./text-cut";
import type { Block } from "./tree";

/** The tail without what is settled by now; null when nothing is. */
export function cutText(top: Level, root: Block, tail: string, env: Env): string | null {
  const end = endOf(top, root);
  if (end === null) return null;
  const { level, block } = end;
  const content = block.inline?.content ?? "";
  const cut = cutOf(content, env);
  if (cut === null) return null;
  const lines = tail.split("\n");
  const place = placeOf(lines, block.start, content, cut.at);
  if (place === null) return null;
  top.show(root); // as it is written, without what was added for the eye
  const node = level.live[0];
  const isNew = level.child === null;
  const child = level.child ?? (node instanceof HTMLElement ? new Level("paragraph", node) : null);
  const isItemsFirst = isNew && level.kind === "item" && level.skipped === 0;
  if (!child?.text?.keep(cut.tokens, isItemsFirst)) return null;
  level.child = child;
  level.live = [];
  const { prefix, line, column } = place;
  const first = lines[block.start] ?? "";
  const head = [first.slice(prefix.length), ...lines.slice(block.start + 1, line)];
  const last = lines[line] ?? "";
  if (line > block.start) head.push(last.slice(0, column));
  else head[0] = last.slice(prefix.length, column);
  child.text.dropped += head.join("\n");
  child.text.prefix = prefix;
  child.text.line = block.start;
  return [...lines.slice(0, block.start), prefix + last.slice(column), ...lines.slice(line + 1)].join("\n");
}

/** The long paragraph was none: its source is whole again, nothing of it is settled. */
export function restoreText(top: Level, tail: string): string {
  let parent = top;
  while (parent.child !== null && parent.child.text === null) parent = parent.child;
  const { child } = parent;
  const text = child?.text;
  if (!child || !text) throw new Error("a settled container is not what it was");
  const lines = tail.split("\n");
  const line = lines[text.line] ?? "";
  lines[text.line] = text.prefix + text.dropped + line.slice(text.prefix.length);
  parent.child = null;
  for (const node of parent.live) node.parentNode?.removeChild(node);
  parent.live = [child.node];
  return lines.join("\n");
}

/** The container that ends with a paragraph, when nothing else in it is open. */
function endOf(top: Level, root: Block): { level: Level; block: Block } | null {
  let level = top;
  let block = root;
  for (;;) {
    const open = level.open(block);
    const [last] = open;
    if (open.length !== 1 || last === undefined) return null;
    if (level.child === null || level.child.text)
      return last.kind === "paragraph" ? { level, block: last } : null;
    level = level.child;
    block = last;
  }
}

/** Where the character number `at` of a paragraph's text stands in its source. */
function placeOf(
  lines: readonly string[],
  start: number,
  content: string,
  at: number,
): { prefix: string; line: number; column: number } | null {
  const before = content.slice(0, at);
  const number = before.split("\n").length - 1;
  const words = content.split("\n");
  const first = (words[0] ?? "").trimEnd();
  const indent = (lines[start] ?? "").lastIndexOf(first);
  const own = (words[number] ?? "").trimEnd();
  const column = (lines[start + number] ?? "").lastIndexOf(own);
  if (indent < 0 || column < 0) return null;
  const prefix = (lines[start] ?? "").slice(0, indent);
  return { prefix, line: start + number, column: column + at - (before.lastIndexOf("\n") + 1) };
}
