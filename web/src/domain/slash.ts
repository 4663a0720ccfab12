/** Saved prompts that are called by a slash at the beginning of a message. Pure. */
interface Named {
  readonly name: string;
}

const INPUT = /\{\{\s*input\s*\}\}/;

/** Those whose names have it: first those that begin with it, else in their order. */
export function matching<P extends Named>(prompts: readonly P[], typed: string): readonly P[] {
  const wanted = typed.toLocaleLowerCase();
  const found = prompts.filter(({ name }) => name.toLocaleLowerCase().includes(wanted));
  const begins = ({ name }: Named): boolean => name.toLocaleLowerCase().startsWith(wanted);
  return [...found.filter(begins), ...found.filter((prompt) => !begins(prompt))];
}

export interface Written {
  readonly text: string;
  /** What is to be selected: the place where the person writes on, or the end. */
  readonly from: number;
  readonly to: number;
}

/** What was written behind the name. */
export function behindName(text: string): string {
  return text.replace(/^\/\S*\s*/, "");
}

/** The message once the prompt stands in it; what was written behind its name takes the place of `{{input}}`. */
export function written(prompt: string, text: string): Written {
  const rest = behindName(text);
  const place = prompt.search(INPUT);
  if (place >= 0 && rest === "") {
    const mark = INPUT.exec(prompt)?.[0] ?? "";
    return { text: prompt, from: place, to: place + mark.length };
  }
  const whole =
    place >= 0
      ? prompt.split(INPUT).join(rest)
      : rest === ""
        ? prompt
        : `${prompt.replace(/\s+$/, "")}\n\n${rest}`;
  return { text: whole, from: whole.length, to: whole.length };
}

/** A prompt's name out of a file's: what may not be typed behind a slash becomes a dash. */
export function nameFromFile(file: string): string {
  return file
    .replace(/\.(prompt\.)?(md|markdown|txt)$/i, "")
    .normalize("NFC")
    .replace(/[^\p{L}\p{N}_.-]+/gu, "-")
    .replace(/^[^\p{L}\p{N}]+|[-.]+$/gu, "")
    .slice(0, 60);
}

export const PROMPT_NAME = /^[\p{L}\p{N}][\p{L}\p{N}_.-]{0,59}$/u;
