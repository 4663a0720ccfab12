/** What an action does, or would do, to files: each with its name, what happens to it, and its lines. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { FileChange } from "../domain/conversation";
import { linesIn } from "../domain/diff";
import { useSelect } from "./context";
import { Counts, countsText, Diff } from "./diff";
import { Icon } from "./icons";
import { VisibleText } from "./visible";

/** Lines of one file that are drawn before more are asked for. */
export const FIRST_LINES = 500;

const KINDS: Readonly<Record<FileChange["kind"], string>> = {
  create: "new file",
  replace: "replaced",
  edit: "edited",
  delete: "deleted",
  move: "moved",
};

export function Changes({
  changes,
  what,
}: {
  changes: readonly FileChange[];
  what: string;
}): JSX.Element | null {
  const wrapCode = useSelect((state) => state.settings?.wrapCode ?? false);
  const [chosen, setChosen] = useState<boolean | null>(null);
  if (changes.length === 0) return null;
  const wrap = chosen ?? wrapCode;
  return (
    <div class="changes" role="group" aria-label={what}>
      {changes.map((change, at) => (
        <File key={`${at} ${change.path}`} change={change} wrap={wrap} setWrap={setChosen} />
      ))}
    </div>
  );
}

interface FileProps {
  readonly change: FileChange;
  readonly wrap: boolean;
  readonly setWrap: (wrap: boolean) => void;
}

function File({ change, wrap, setWrap }: FileProps): JSX.Element {
  const [whole, setWhole] = useState(false);
  const lines = linesIn(change);
  const said = countsText(change.added, change.removed);
  return (
    <section class="change">
      <header class="change-head">
        <Icon name={change.kind === "delete" ? "trash" : "file"} />
        <span class="change-path">
          <code>
            <VisibleText text={change.path} />
          </code>
          {change.to !== undefined && (
            <>
              <Icon name="chevronRight" />
              <span class="visually-hidden">to</span>
              <code>
                <VisibleText text={change.to} />
              </code>
            </>
          )}
        </span>
        <span class="badge">{KINDS[change.kind]}</span>
        <Counts changes={[change]} />
        {lines > 0 && (
          <button
            type="button"
            class="icon-button small"
            aria-label="Wrap long lines"
            title="Wrap long lines"
            aria-pressed={wrap}
            onClick={() => setWrap(!wrap)}
          >
            <Icon name="wrap" />
          </button>
        )}
      </header>
      {lines > 0 && (
        <Diff
          change={change}
          most={whole ? lines : FIRST_LINES}
          wrap={wrap}
          label={`Lines of ${change.path}: ${said}`}
        />
      )}
      <Rest change={change} lines={lines} />
      {lines > FIRST_LINES && !whole && (
        <button type="button" class="quiet small-text change-more" onClick={() => setWhole(true)}>
          Show all {lines.toLocaleString()} lines
        </button>
      )}
    </section>
  );
}

/** What cannot be seen of it. */
function Rest({ change, lines }: { change: FileChange; lines: number }): JSX.Element | null {
  const says = change.binary
    ? "This file is not text, so its content is not shown."
    : change.truncated
      ? lines > 0
        ? "The change is longer than what is kept of it here; the counts are of all of it."
        : "The change is too large to be shown line by line."
      : lines > 0
        ? null
        : change.kind === "move"
          ? "Its content stays as it is."
          : change.kind === "create"
            ? "The new file is empty."
            : "No line is changed.";
  return says === null ? null : <p class="change-note">{says}</p>;
}
