/** The list of changes by its versions, as `CHANGELOG.md` has them: a heading of the second rank each, newest first. */
export interface Notes {
  /** The version, with its date once it is released; empty for what no release has yet. */
  readonly title: string;
  /** Markdown. */
  readonly text: string;
}

export function notesOf(changes: string): readonly Notes[] {
  const [, ...parts] = changes.split(/^## +/m);
  return parts.map((part) => {
    const end = part.indexOf("\n");
    const title = (end < 0 ? part : part.slice(0, end)).trim();
    return {
      title: title === "Unreleased" ? "" : title,
      text: end < 0 ? "" : part.slice(end).trim(),
    };
  });
}
