/** What an action does, or would do, to files: each with its name, what happens to it, and its lines. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { FileChange } from "../domain/conversation";
import { linesIn } from "../domain/diff";
import { acting } from "../words/acting";
import { useSelect } from "./context";
import { Counts, countsText } from "./counts";
import { Diff } from "./diff";
import { Icon } from "./icons";
import { VisibleText } from "./visible";
import "./styles/diff.css";

/** Lines of one file that are drawn before more are asked for. */
export const FIRST_LINES = 500;

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
              <span class="visually-hidden">{acting().to}</span>
              <code>
                <VisibleText text={change.to} />
              </code>
            </>
          )}
        </span>
        <span class="badge">{acting().kinds[change.kind]}</span>
        <Counts changes={[change]} />
        {lines > 0 && (
          <button
            type="button"
            class="icon-button small"
            aria-label={acting().wrapLines}
            title={acting().wrapLines}
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
          label={acting().linesOf({ path: change.path, says: said })}
        />
      )}
      <Rest change={change} lines={lines} />
      {lines > FIRST_LINES && !whole && (
        <button type="button" class="quiet small-text change-more" onClick={() => setWhole(true)}>
          {acting().showAllLines({ count: lines })}
        </button>
      )}
    </section>
  );
}

/** What cannot be seen of it. */
function Rest({ change, lines }: { change: FileChange; lines: number }): JSX.Element | null {
  const says = change.binary
    ? acting().notText
    : change.truncated
      ? lines > 0
        ? acting().cut
        : acting().tooLarge
      : lines > 0
        ? null
        : change.kind === "move"
          ? acting().contentStays
          : change.kind === "create"
            ? acting().newIsEmpty
            : acting().noLineChanged;
  return says === null ? null : <p class="change-note">{says}</p>;
}
