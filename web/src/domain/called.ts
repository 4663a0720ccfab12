/** Whether a message calls a saved prompt. Pure, and apart from the rest: the message field needs no more at first. */
/** What is typed of a prompt's name, while the caret is in it; null where the text calls none. */
export function called(text: string, caret: number): string | null {
  const word = /^\/([^\s/]*)/.exec(text);
  if (word === null || caret < 1 || caret > word[0].length || text.charAt(word[0].length) === "/")
    return null;
  return word[1] ?? "";
}

/** The name behind which more is written already; null where the text calls none. */
export function calledWith(text: string): string | null {
  return /^\/([^\s/]+)\s/.exec(text)?.[1] ?? null;
}
