/**
 * Formulas for the parser: `$…$`, `$$…$$`, `\(…\)` and `\[…\]`. An amount of money is not a formula: a dollar sign
 * opens one only before a character, closes one only behind a character and not before a digit, and both stand on one
 * line. A formula on lines of its own ends before a blank line, or is none: what follows is never swallowed.
 */
import type MarkdownIt from "markdown-it";

type Markdown = InstanceType<typeof MarkdownIt>;
type BlockState = InstanceType<Markdown["block"]["State"]>;
type InlineState = InstanceType<Markdown["inline"]["State"]>;

const DOLLAR = 36;
const BACKSLASH = 92;
/** `5 per month`, `2,000 and then`: what stands between two amounts. */
export const AMOUNT = /^[\d.,]+[kKmMbB%]?[\s,;:–—-]+[A-Za-z]{2,}/;
/** Brackets are often escaped in plain text; between them a formula has at least one of these. */
const LOOKS_LIKE_TEX = /\\[A-Za-z]|[\^_={}+<>|/*\d-]|^\s*[A-Za-z]{1,2}\s*$/;

export function addMath(markdown: Markdown): void {
  markdown.inline.ruler.before("escape", "math_inline", inlineMath);
  markdown.block.ruler.before("blockquote", "math_block", blockMath, {
    alt: ["paragraph", "reference", "blockquote", "list"],
  });
}

function inlineMath(state: InlineState, silent: boolean): boolean {
  const found = inlineFormula(state.src, state.pos, state.posMax);
  if (found === null) return false;
  if (!silent) {
    const token = state.push("math_inline", "math", 0);
    token.content = found.tex;
    token.markup = state.src.slice(state.pos, found.end);
    token.info = found.display ? "display" : "";
  }
  state.pos = found.end;
  return true;
}

interface Formula {
  readonly tex: string;
  readonly end: number;
  readonly display: boolean;
}

/** The formula that begins at `from`, or null. */
export function inlineFormula(source: string, from: number, max: number): Formula | null {
  const first = source.charCodeAt(from);
  if (first === BACKSLASH) {
    const second = source[from + 1];
    if (second !== "(" && second !== "[") return null;
    const end = closing(source, second === "(" ? "\\)" : "\\]", from + 2, max);
    const tex = end < 0 ? "" : source.slice(from + 2, end);
    if (tex.trim() === "" || !LOOKS_LIKE_TEX.test(tex)) return null;
    return { tex, end: end + 2, display: second === "[" };
  }
  if (first !== DOLLAR) return null;
  if (source.charCodeAt(from + 1) === DOLLAR) {
    const end = closing(source, "$$", from + 2, max);
    const tex = end < 0 ? "" : source.slice(from + 2, end);
    return tex.trim() === "" || tex.startsWith("$") ? null : { tex, end: end + 2, display: true };
  }
  if (from > 0 && /[\w$]/.test(source[from - 1] ?? "")) return null;
  const line = source.indexOf("\n", from);
  const end = closing(source, "$", from + 1, line < 0 ? max : Math.min(max, line));
  if (end < 0) return null;
  const tex = source.slice(from + 1, end);
  if (tex === "" || /^\s|\s$/.test(tex) || /[\w$]/.test(source[end + 1] ?? "") || AMOUNT.test(tex))
    return null;
  return { tex, end: end + 1, display: false };
}

/** Where `mark` stands first, backslashes taken into account; -1 when it does not. */
function closing(source: string, mark: string, from: number, max: number): number {
  for (let at = from; at + mark.length <= max; at++) {
    if (source.startsWith(mark, at)) return at;
    if (source.charCodeAt(at) === BACKSLASH) at++;
  }
  return -1;
}

function blockMath(state: BlockState, startLine: number, endLine: number, silent: boolean): boolean {
  if ((state.sCount[startLine] ?? 0) - state.blkIndent >= 4) return false;
  const begin = (state.bMarks[startLine] ?? 0) + (state.tShift[startLine] ?? 0);
  const mark = closingMark(state.src.slice(begin, begin + 2));
  if (mark === null) return false;
  for (let line = startLine; line < endLine; line++) {
    const from = line === startLine ? begin + 2 : (state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0);
    const text = state.src.slice(from, state.eMarks[line]);
    if (line > startLine && (text.trim() === "" || (state.sCount[line] ?? 0) < state.blkIndent)) return false;
    const end = closing(text, mark, 0, text.length);
    if (end < 0) continue;
    if (text.slice(end + 2).trim() !== "") return false;
    return silent || takeBlock(state, startLine, line, begin, mark);
  }
  return false;
}

function takeBlock(state: BlockState, first: number, last: number, begin: number, mark: string): boolean {
  let tex = state.src.slice(begin + 2, state.eMarks[first]);
  if (last > first) tex += `\n${state.getLines(first + 1, last + 1, state.sCount[first] ?? 0, false)}`;
  tex = tex.slice(0, tex.lastIndexOf(mark));
  if (tex.trim() === "") return false;
  const token = state.push("math_block", "math", 0);
  token.block = true;
  token.content = tex.trim();
  token.map = [first, last + 1];
  token.markup = mark === "$$" ? "$$" : "\\[";
  state.line = last + 1;
  return true;
}

function closingMark(opening: string): string | null {
  if (opening === "$$") return "$$";
  return opening === "\\[" ? "\\]" : null;
}

/** A line that begins a formula of several lines, behind the marks of quotes and lists. */
const OPENING = /^[\s>]*(?:(?:[-+*]|\d{1,9}[.)])\s+)*[\s>]*(\$\$|\\\[)/;

/**
 * The first line of complete source from which a formula may still reach over what follows; the number of lines when
 * there is none. Blocks that begin behind it are not settled before its end or a blank line.
 */
export function undecidedFrom(lines: readonly string[]): number {
  let first = lines.length;
  // Where a formula that may begin above ends: a line that ends one may look like the beginning of another.
  const ends = new Map<number, number>();
  for (let at = lines.length - 1; at >= 0 && (lines[at] ?? "").trim() !== ""; at--) {
    const opening = OPENING.exec(lines[at] ?? "");
    if (opening === null) continue;
    const mark = closingMark(opening[1] ?? "") ?? "";
    const rest = [(lines[at] ?? "").slice(opening[0].length), ...lines.slice(at + 1)];
    const end = rest.findIndex((text) => closing(text, mark, 0, text.length) >= 0);
    if (end < 0) first = at;
    else ends.set(at, at + end);
  }
  // From the last to the first, so that each is compared with what is undecided below it.
  for (const [begin, end] of ends) if (begin < first && end >= first) first = begin;
  return first;
}
