/**
 * The one Markdown parser: markdown-it with CommonMark, tables, strikethrough and bare web addresses; raw HTML is
 * text. It only makes tokens; `nodes.ts` decides what may become a link or an element.
 */
import MarkdownIt, { type Env, type Token } from "markdown-it";

const parser = new MarkdownIt({ html: false, linkify: true });
parser.linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false });
parser.linkify.add("ftp:", null).add("//", null);
// Every destination is kept as a token, so that a refused one still shows its text; `safeLink` decides.
parser.validateLink = () => true;

export type { Env, Token };

export function parse(source: string, env: Env): Token[] {
  return parser.parse(source, env);
}
