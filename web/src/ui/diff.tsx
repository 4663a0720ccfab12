/**
 * Lines of a file's change. What was added or removed is said by a sign, a word for screen readers and a colour;
 * numbers are drawn beside the text and not copied with it; characters that hide something are shown by name.
 */
import { Component, type JSX } from "preact";
import type { FileChange } from "../domain/conversation";
import { blocksOfDiff, type DiffBlock, type DiffLine } from "../domain/diff";
import { acting } from "../words/acting";
import { VisibleText } from "./visible";

interface Props {
  readonly change: FileChange;
  /** Lines at most. */
  readonly most: number;
  readonly wrap: boolean;
  readonly label: string;
}

/** Drawn again only for another change: its lines may be thousands. */
export class Diff extends Component<Props> {
  override shouldComponentUpdate(next: Props): boolean {
    const { change, most, wrap, label } = this.props;
    return next.change !== change || next.most !== most || next.wrap !== wrap || next.label !== label;
  }

  render({ change, most, wrap, label }: Props): JSX.Element {
    const blocks = blocksOfDiff(change, most);
    const last = change.hunks[change.hunks.length - 1];
    const highest = last ? Math.max(last.oldStart + last.oldLines, last.newStart + last.newLines) : 0;
    return (
      <div
        class={wrap ? "diff-lines wrap" : "diff-lines"}
        data-digits={Math.min(7, Math.max(2, String(highest).length))}
        tabIndex={0}
        role="group"
        aria-label={label}
        dir="ltr"
      >
        <div class="diff-sheet">
          {blocks.map((block, at) => (
            <Block key={`${at}`} block={block} />
          ))}
        </div>
      </div>
    );
  }
}

function Block({ block }: { block: DiffBlock }): JSX.Element {
  if (block.kind === "gap")
    return (
      <div class="diff-gap">
        <span class="visually-hidden">{acting().leftOut}</span>
      </div>
    );
  if (block.kind === "note") return <div class="diff-note">{acting().noLineEnd}</div>;
  const role = block.kind === "added" ? "insertion" : block.kind === "removed" ? "deletion" : undefined;
  return (
    <div class={`diff-block ${block.kind}`} role={role}>
      <span class="visually-hidden">{acting().blocks[block.kind]}</span>
      {block.lines.map((line, at) => (
        <div key={`${at}`} class="diff-line" data-old={line.old ?? ""} data-now={line.now ?? ""}>
          <Words line={line} />
        </div>
      ))}
    </div>
  );
}

function Words({ line: { text, differs } }: { line: DiffLine }): JSX.Element {
  if (differs === undefined) return <VisibleText text={text} />;
  const [from, to] = differs;
  return (
    <>
      <VisibleText text={text.slice(0, from)} />
      <span class="differs">
        <VisibleText text={text.slice(from, to)} />
      </span>
      <VisibleText text={text.slice(to)} />
    </>
  );
}
