/**
 * What programs write to a terminal, as text that shows what it is: sequences for a terminal are taken out, other
 * control characters become visible. The server does the same to what its own commands write; results of other tools
 * come as they are.
 */
const SEQUENCE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /\x1b\[[0-?]*[ -/]*[@-~]|\x1b[\]PX^_][^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)|\x1b[ -/]*[0-Z\\^-~]|\x9b[0-?]*[ -/]*[@-~]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/g;

export function inert(text: string): string {
  return text
    .replace(SEQUENCE, "")
    .replace(/\r\n?/g, "\n")
    .replace(CONTROL, (control) => {
      const code = control.charCodeAt(0);
      if (code < 32) return String.fromCharCode(0x2400 + code);
      return code === 127 ? "\u2421" : "\ufffd";
    });
}

/** The last lines of it, whole where a line begins in them. */
export function tailOf(text: string, most: number): string {
  if (text.length <= most) return text;
  const from = text.length - most;
  const line = text.indexOf("\n", from);
  return line < 0 || line > from + most / 2 ? text.slice(from) : text.slice(line + 1);
}
