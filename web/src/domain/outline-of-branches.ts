/** The tree of a chat as lines, top down: an alternative stands deeper than what it forks from, a straight line does not. */
import { leafOf, type Node, type ShownTurn } from "./branches";
import { withoutSigns } from "./signs";
import type { Reply } from "./turns";

export interface Row {
  readonly who: "you" | "answer";
  /** What to show so that this is on the path. */
  readonly leaf: string;
  /** The message to go to. */
  readonly message: string;
  readonly depth: number;
  /** Its place among its alternatives. */
  readonly place: number;
  readonly of: number;
  readonly text: string;
  readonly model: string | null;
  readonly shown: boolean;
}

const TEXT = 120;

type Todo = { readonly row: Row } | { readonly nodes: readonly Node[]; readonly depth: number };

export function rowsOf(nodes: readonly Node[], path: readonly ShownTurn[]): readonly Row[] {
  const shown = new Map(path.map((one) => [one.key, one.reply]));
  const rows: Row[] = [];
  const todo: Todo[] = [{ nodes, depth: 0 }]; // a list, because a chat can be deeper than calls may be
  while (todo.length > 0) {
    const next = todo.pop() as Todo;
    if ("row" in next) rows.push(next.row);
    else todo.push(...linesOf(next.nodes, next.depth, shown).reverse());
  }
  return rows;
}

function linesOf(nodes: readonly Node[], above: number, shown: ReadonlyMap<string, number>): Todo[] {
  const depth = nodes.length > 1 ? above + 1 : above;
  return nodes.flatMap(({ turn, next, replies }, place): Todo[] => {
    const asked: Row = {
      who: "you",
      leaf: turn.key,
      message: turn.key,
      depth,
      place,
      of: nodes.length,
      text: shortened(turn.asked?.content ?? ""),
      model: null,
      shown: shown.has(turn.key),
    };
    const deeper = replies.length > 1 ? depth + 1 : depth;
    const answers = replies.flatMap((branch, at): Todo[] => [
      {
        row: {
          who: "answer",
          leaf: leafOf(branch.reply),
          message: branch.reply.parts[0]?.id ?? turn.key,
          depth: deeper,
          place: at,
          of: replies.length,
          text: shortened(withoutSigns(textOf(branch.reply).slice(0, TEXT * 4))),
          model: branch.reply.runs[0]?.model ?? null,
          shown: shown.get(turn.key) === at,
        },
      },
      { nodes: branch.next, depth: deeper },
    ]);
    return [{ row: asked }, ...answers, { nodes: next, depth }];
  });
}

function textOf({ parts }: Reply): string {
  return parts.find((part) => part.role === "assistant" && (part.content ?? "") !== "")?.content ?? "";
}

function shortened(text: string): string {
  const line = text
    .slice(0, TEXT * 4)
    .replace(/\s+/g, " ")
    .trim();
  return line.length > TEXT ? `${line.slice(0, TEXT)}…` : line;
}

export type Item =
  | { readonly kind: "row"; readonly row: Row; readonly at: number }
  | { readonly kind: "fold"; readonly from: number; readonly to: number; readonly depth: number };

/** Rows at each end of a straight line that stay; what is between is folded until somebody opens it. */
const KEPT = 3;
const FOLDED_FROM = 12;

/** `opened` holds the first row of each fold that was opened. */
export function withFolds(rows: readonly Row[], opened: ReadonlySet<number>): readonly Item[] {
  const items: Item[] = [];
  for (let from = 0; from < rows.length; ) {
    let to = from + 1;
    while (to < rows.length && rows[to]?.depth === rows[from]?.depth && rows[to]?.of === 1) to += 1;
    const [first, last] = [from + KEPT, to - KEPT];
    const folds = to - from >= FOLDED_FROM && !opened.has(first);
    for (let at = from; at < to; at++) {
      if (folds && at === first) {
        items.push({ kind: "fold", from: first, to: last, depth: rows[from]?.depth ?? 0 });
        at = last - 1;
      } else items.push({ kind: "row", row: rows[at] as Row, at });
    }
    from = to;
  }
  return items;
}
