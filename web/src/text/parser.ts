/**
 * The one Markdown parser: markdown-it with CommonMark, tables, strikethrough, bare web addresses and formulas; raw
 * HTML is text. It only makes tokens; `nodes.ts` decides what may become a link or an element.
 */
import type MarkdownIt from "markdown-it";
import type { Env, Token } from "markdown-it";
import { addMath } from "./math-rules";

type Markdown = InstanceType<typeof MarkdownIt>;

let parser: Markdown;

/** The parser is a third of the page's script and not needed to paint its frame: loaded beside it. */
export const parserReady: Promise<void> = import("markdown-it").then(({ default: made }) => {
  parser = new made({ html: false, linkify: true });
  parser.linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false });
  parser.linkify.add("ftp:", null).add("//", null);
  // Every destination is kept as a token, so that a refused one still shows its text; `safeLink` decides.
  parser.validateLink = () => true;
  addMath(parser);
  addProbe(parser);
  addLimits(parser);
  addFootnotes(parser);
});

/** A note of one word would be the definition of a link, which is not shown. What it is then, `footnotes.ts` decides. */
function addFootnotes(markdown: Markdown): void {
  markdown.block.ruler.before("reference", "footnote", (state, startLine, endLine, silent) => {
    const begin = (state.bMarks[startLine] ?? 0) + (state.tShift[startLine] ?? 0);
    if (!/^\[\^[^\]\s[]{1,60}\]:/u.test(state.src.slice(begin, begin + 70))) return false;
    const paragraph = markdown.block.ruler.getRules("").at(-1);
    return paragraph?.(state, startLine, endLine, silent) ?? false;
  });
}

/** A text that cannot be settled in parts and is longer is shown as it is written: marks cost time without end. */
const MOST_INLINE = 16_000;
/** Deeper in lists and quotes there are only paragraphs: markdown-it would drop the rest of the text. */
const DEEPEST = 60;

function addLimits(markdown: Markdown): void {
  markdown.inline.ruler.before("text", "too_long", (state, silent) => {
    if (silent || state.pos > 0 || state.posMax <= MOST_INLINE || state.level > 0) return false;
    for (const [at, line] of state.src.split("\n").entries()) {
      if (at > 0) state.push("softbreak", "br", 0);
      state.push("text", "", 0).content = line;
    }
    state.pos = state.posMax;
    return true;
  });
  markdown.block.ruler.before("table", "too_deep", (state, startLine, endLine, silent) => {
    if (silent || state.level < DEEPEST) return false;
    let end = startLine + 1;
    while (end < endLine && !state.isEmpty(end) && (state.sCount[end] ?? 0) >= state.blkIndent) end += 1;
    state.push("paragraph_open", "p", 1).map = [startLine, end];
    const inline = state.push("inline", "", 0);
    inline.content = state.getLines(startLine, end, state.blkIndent, false).trim();
    inline.children = [];
    state.push("paragraph_close", "p", -1);
    state.line = end;
    return true;
  });
}

/**
 * markdown-it tells whether a list is tight only by hiding its paragraphs, and a list may have none yet. So each
 * list's first item begins with an empty paragraph, the probe; `tree.ts` reads it and leaves it out.
 */
function addProbe(markdown: Markdown): void {
  const BlockState = markdown.block.State;
  markdown.block.State = class extends BlockState {
    override push(type: string, tag: string, nesting: -1 | 0 | 1): Token {
      const isFirstItem = type === "list_item_open" && /_list_open$/.test(this.tokens.at(-1)?.type ?? "");
      const token = super.push(type, tag, nesting);
      if (isFirstItem) {
        super.push("paragraph_open", "p", 1);
        super.push("inline", "", 0).children = [];
        super.push("paragraph_close", "p", -1);
      }
      return token;
    }
  };
}

export type { Env, Token };
export type References = NonNullable<Env["references"]>;

export function parse(source: string, env: Env): Token[] {
  return parser.parse(source, env);
}

/** The tokens of one paragraph's text. */
export function parseInline(source: string, env: Env): Token[] {
  return parser.parseInline(source, env)[0]?.children ?? [];
}

/** The same before neighbours are joined: escaped characters are still tokens of their own. */
export function parseInlineRaw(source: string, env: Env): Token[] {
  const tokens: Token[] = [];
  parser.inline.parse(source, parser, env, tokens);
  return tokens;
}

/** Knows the definitions in `known`; those found while parsing are forgotten again. */
export function scratch(known: References): Env {
  return { references: Object.create(known) as References };
}

/** Knows the definitions in `known` and takes no other. */
export function closed(known: References): Env {
  return { references: new Proxy(known, { set: () => true }) };
}
