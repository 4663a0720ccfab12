/** The parser's flat tokens as a tree of blocks, each with its lines in the source. */
import type { Token } from "./parser";

export type Kind =
  | "root"
  | "list"
  | "item"
  | "quote"
  | "table"
  | "row"
  | "cell"
  | "paragraph"
  | "heading"
  | "fence"
  | "code"
  | "rule"
  | "math";

export interface Block {
  readonly kind: Kind;
  /** Its opening token. */
  readonly token: Token;
  readonly start: number;
  /** The line after its last. */
  end: number;
  readonly children: Block[];
  /** The text of a paragraph, heading or cell. */
  inline: Token | null;
  /** Of a list: blank lines stand between its parts. */
  loose: boolean;
}

const NOTHING = { type: "root", content: "" } as Token; // nothing reads more of it

const KINDS: Readonly<Record<string, Kind>> = {
  bullet_list_open: "list",
  ordered_list_open: "list",
  list_item_open: "item",
  blockquote_open: "quote",
  table_open: "table",
  tr_open: "row",
  th_open: "cell",
  td_open: "cell",
  paragraph_open: "paragraph",
  heading_open: "heading",
  fence: "fence",
  code_block: "code",
  hr: "rule",
  math_block: "math",
};

export function rootOf(tokens: readonly Token[]): Block {
  const children = treeOf(tokens);
  const token = tokens[0] ?? NOTHING;
  return {
    kind: "root",
    token,
    start: 0,
    end: children.at(-1)?.end ?? 0,
    children,
    inline: null,
    loose: false,
  };
}

/** Head and body of a table are left out: its children are its rows, the first of them the head. */
export function treeOf(tokens: readonly Token[]): Block[] {
  const root: Block[] = [];
  const open: Block[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at];
    if (token === undefined) continue;
    const parent = open[open.length - 1];
    if (token.type === "inline") {
      if (parent) parent.inline = token;
      continue;
    }
    const kind = KINDS[token.type];
    if (token.nesting === -1) {
      if (!/^t(head|body)_/.test(token.type)) open.pop();
      continue;
    }
    if (kind === undefined) continue;
    const [start, end] = token.map ?? [parent?.start ?? 0, parent?.end ?? 0];
    const block: Block = { kind, token, start, end, children: [], inline: null, loose: false };
    (parent?.children ?? root).push(block);
    if (token.nesting !== 1) continue;
    open.push(block);
    const isFirstItem = kind === "item" && parent?.children.length === 1;
    if (isFirstItem) {
      parent.loose = tokens[at + 1]?.hidden !== true; // the probe, see parser.ts
      at += 3;
    }
  }
  return root;
}

/** Nothing that follows can change it any more. */
export function isClosed({ kind, token, start, end }: Block): boolean {
  if (kind === "fence") return end - start - 1 > linesIn(token.content);
  return kind === "heading" || kind === "rule" || kind === "math";
}

/** Complete lines in the content of a code block. */
export function linesIn(content: string): number {
  let lines = 0;
  for (let at = content.indexOf("\n"); at >= 0; at = content.indexOf("\n", at + 1)) lines += 1;
  return content === "" || content.endsWith("\n") ? lines : lines + 1;
}
