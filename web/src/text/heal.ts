/**
 * Makes the unfinished end of a text pleasant to look at while it streams: a marker whose meaning is still open is
 * left out, an emphasis or code span that has begun is closed, half a link shows its text. For display only: what
 * is committed is always parsed from the text as it came.
 */
import { lineOffset } from "./lines";
import type { Block } from "./tree";

/** A line that is so far only a marker: a list bullet, a rule, the underline of a heading, a fence. */
const ONLY_MARKER = /^[ \t]*(?:[-=*_+#>]+|\d{1,9}[.)]?|`{1,2}|~{1,2})[ \t]*$/;
/** The first line of what may become a table, and the beginning of the line that decides it. */
const TABLE_TO_BE = /^[ \t]*\|[^\n]*(?:\n[ \t|:-]*)?$/;
/** Above this a block is shown as it is: looking for half marks would cost more than it is worth. */
const MOST_CHARACTERS = 8_000;
const HALF_LINK = /(!?)\[([^[\]\n]*)(?:\](?:\([^()\s]*(?:\s+"[^"\n]*)?)?)?$/;

/** A line that begins a formula whose end has not come. */
const FORMULA = /^([ \t]*)(\$\$|\\\[)/;

/** The source of `block`, made pleasant at its end. */
export function healTail(source: string, block: Block): string {
  let last = block;
  for (let next = last.children.at(-1); next; next = last.children.at(-1)) {
    if (next.kind === "cell") break;
    last = next;
  }
  const from = lineOffset(source, last.start);
  if (last.kind === "fence") return withoutHalfFence(source, last.token.markup);
  return last.kind === "code" ? source : source.slice(0, from) + heal(source.slice(from));
}

/** A last line that may become the closing fence is not shown as code. */
function withoutHalfFence(source: string, mark: string): string {
  const line = source.lastIndexOf("\n") + 1;
  const end = source.slice(line).trim();
  return line > 0 && end !== "" && end.length < mark.length && mark.startsWith(end)
    ? source.slice(0, line)
    : source;
}

/** A formula of several lines is shown as code until its end has come. */
function withOpenFormula(source: string): string {
  const lines = source.split("\n");
  const at = lines.findIndex((line) => FORMULA.test(line));
  const found = FORMULA.exec(lines[at] ?? "");
  if (found === null) return source;
  const [opening, indent = "", mark] = found;
  const rest = [(lines[at] ?? "").slice(opening.length), ...lines.slice(at + 1)];
  if (rest.join("\n").includes(mark === "$$" ? "$$" : "\\]")) return source;
  const [first = "", ...others] = rest;
  const code = first.trim() === "" ? others : [indent + first, ...others];
  return [...lines.slice(0, at), `${indent}~~~~math`, ...code].join("\n");
}

/** `source` is the last block of a text that goes on. */
export function heal(source: string): string {
  if (source.length > MOST_CHARACTERS) return source;
  if (TABLE_TO_BE.test(source)) return "";
  const formula = withOpenFormula(source);
  if (formula !== source) return formula;
  const line = source.lastIndexOf("\n") + 1;
  const text = ONLY_MARKER.test(source.slice(line)) ? source.slice(0, line) : source;
  const linked = text.replace(HALF_LINK, (whole, image: string, words: string) =>
    /^\[[ xX]?\]?$/.test(whole) ? whole : image ? "" : words,
  );
  return closeSpans(linked);
}

function closeSpans(text: string): string {
  const code = withoutClosedCode(text);
  const open = code.lastIndexOf("`");
  if (open >= 0) return code.slice(open + 1).trim() === "" ? text.replace(/`+\s*$/, "") : `${text}\``;
  let healed = text;
  for (const mark of ["**", "__", "~~"]) {
    if ((code.split(mark).length - 1) % 2 === 0) continue;
    const bare = healed.trimEnd();
    healed = bare.endsWith(mark) ? bare.slice(0, -mark.length) : `${bare}${mark}`;
  }
  return healed;
}

/** The text with complete code spans blanked out, so that what looks like a mark inside them does not count. */
function withoutClosedCode(text: string): string {
  return text.replace(/(`+)(?:[^`]|(?!\1(?!`))`)*?\1(?!`)/g, (span) => " ".repeat(span.length));
}
