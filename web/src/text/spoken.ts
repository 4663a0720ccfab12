/** Markdown as one would read it aloud: whole sentences, without the signs; code is said to be there, not spelled. */
import { page } from "../words/page";

export interface Spoken {
  readonly text: string;
  /** How far the source was read. */
  readonly until: number;
}

/** The whole sentences of a growing text after `from`; with `ended` also what is left. */
export function newSentences(source: string, from: number, ended: boolean): Spoken {
  const until = ended ? source.length : endOfSentences(source, from);
  return { text: until <= from ? "" : spoken(source.slice(from, until)), until: Math.max(from, until) };
}

/** After the last sentence or line that is complete; code counts when its block is closed. */
function endOfSentences(source: string, from: number): number {
  let end = from;
  let at = from;
  while (at < source.length) {
    const line = source.indexOf("\n", at);
    if (/^ {0,3}(```|~~~)/.test(source.slice(at, at + 6))) {
      const fence = source.slice(at).trimStart().slice(0, 3);
      const close = source.indexOf(`\n${fence}`, at + 3);
      const closed = close < 0 ? -1 : source.indexOf("\n", close + 1);
      if (closed < 0) return end;
      at = closed + 1;
      end = at;
      continue;
    }
    const stop = line < 0 ? source.length : line;
    for (const match of source.slice(at, stop).matchAll(/[.!?…。！？]+["'”’)\]]*(?=\s)/gu))
      end = at + match.index + match[0].length;
    if (line < 0) return end;
    at = line + 1;
    end = at;
  }
  return end;
}

export function spoken(markdown: string): string {
  return markdown
    .replace(
      /^ {0,3}(```|~~~)[^\n]*(?:\n[\s\S]*?(?:\n {0,3}\1[^\n]*|(?![\s\S]))|(?![\s\S]))/gm,
      ` ${page().codeIsHere} `,
    )
    .replace(/!\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/^ {0,3}(#{1,6}|>|[-*+]|\d{1,9}[.)])\s+(\[[ xX]\]\s+)?/gm, "")
    .replace(/^[ \t]*\|?[ \t:|-]{3,}\|?[ \t]*$/gm, "")
    .replace(/^[ \t]*\|[ \t]*/gm, "")
    .replace(/[ \t]*\|[ \t]*$/gm, ",")
    .replace(/[ \t]*\|[ \t]*/g, ", ")
    .replace(/(\*\*|__|~~|`+)(.+?)\1/g, "$2")
    .replace(/(^|[\s(])[*_](\S(?:.*?\S)?)[*_](?=$|[\s).,;:!?])/gm, "$1$2")
    .replace(/\s+/g, " ")
    .replace(/^[\s,]+|[\s,]+$/g, "");
}
