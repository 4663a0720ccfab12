/** Markdown without its signs, for a line that shows the beginning of a text; a part of one may be left at an end. */

export function withoutSigns(text: string): string {
  return text
    .replace(/!?\[([^\][]*)\]\([^()\s]*\)/gu, "$1")
    .replace(/(\*\*|__|~~|`+)/gu, "")
    .replace(/(^|\s)#{1,6}\s+(?=\S)/gu, "$1")
    .replace(/\s*\|[\s:|-]*/gu, " ");
}
