/** Source as the parser reads it, by lines. */

/** One kind of line end, no NUL. */
export function normalise(text: string): string {
  return text.replace(/\r\n?/g, "\n").replace(/\0/g, "\uFFFD");
}

/** The lines of source that ends with one, without their ends. */
export function linesOf(complete: string): string[] {
  const lines = complete.split("\n");
  lines.pop();
  return lines;
}

/** Where line number `line` begins. */
export function lineOffset(source: string, line: number): number {
  let offset = 0;
  for (let passed = 0; passed < line; passed++) {
    const next = source.indexOf("\n", offset);
    if (next < 0) return source.length;
    offset = next + 1;
  }
  return offset;
}
