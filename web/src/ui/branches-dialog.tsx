/** A chat seen whole: every message and answer, with those on the shown branch marked. A press leads to one. */
import type { JSX } from "preact";
import { useMemo, useRef, useState } from "preact/hooks";
import { shownOf, treeOf } from "../domain/branches";
import { type Row, rowsOf, withFolds } from "../domain/outline-of-branches";
import { turnsOf } from "../domain/turns";
import { common } from "../words/common";
import { tree } from "../words/tree";
import { useApp } from "./context";
import { Dialog } from "./dialog";
import { Icon } from "./icons";
import { isImeKey } from "./keys";
import { modelLabel } from "./model-picker";
import { useBegin } from "./use-begin";

const DEEPEST = 8;

export function BranchesDialog(): JSX.Element | null {
  const { store, commands } = useApp();
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set());
  const conversation = store.now().open?.conversation ?? null;
  const rows = useMemo(() => {
    if (conversation === null) return [];
    const turns = turnsOf(conversation);
    return rowsOf(treeOf(turns, conversation), shownOf(turns, conversation));
  }, [conversation?.id]);
  const items = withFolds(rows, opened);
  const current = rows.reduce((last, row, at) => (row.shown ? at : last), -1);
  const [at, setAt] = useState(current);
  const list = useRef<HTMLDivElement>(null);
  const forks = rows.some((row) => row.depth > 0);

  useBegin(() => {
    const row = list.current?.querySelector<HTMLElement>('[tabindex="0"]');
    row?.scrollIntoView({ block: "center" });
    return row;
  });

  const go = (row: Row): void => {
    commands.closeDialog();
    commands.showBranch(row.leaf);
    if (conversation) commands.jumpTo(conversation.id, row.message);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (isImeKey(event)) return;
    const buttons = Array.from(list.current?.querySelectorAll<HTMLElement>("[data-row]") ?? []);
    const now = buttons.indexOf(document.activeElement as HTMLElement);
    const moves: Record<string, number> = {
      ArrowDown: now + 1,
      ArrowUp: now - 1,
      PageDown: now + 10,
      PageUp: now - 10,
      Home: 0,
      End: buttons.length - 1,
    };
    const next = moves[event.key];
    if (next === undefined) return;
    event.preventDefault();
    const button = buttons[Math.max(0, Math.min(buttons.length - 1, next))];
    button?.focus();
    setAt(Number(button?.dataset.row ?? at));
  };

  if (conversation === null) return null;
  return (
    <Dialog title={tree().allBranches} wide>
      <p class="dialog-lead">{forks ? tree().everyVersion : tree().oneBranch}</p>
      <div class="tree" ref={list} role="tree" aria-label={tree().branches} onKeyDown={onKeyDown}>
        {items.map((item) =>
          item.kind === "fold" ? (
            <div key={`fold-${item.from}`} role="none">
              <button
                type="button"
                class="tree-fold"
                data-row={item.from}
                role="treeitem"
                aria-level={item.depth + 1}
                aria-expanded="false"
                tabIndex={at >= item.from && at < item.to ? 0 : -1}
                style={{ "--depth": Math.min(DEEPEST, item.depth) }}
                onClick={() => setOpened(new Set([...opened, item.from]))}
              >
                {tree().more({ count: item.to - item.from })}
              </button>
            </div>
          ) : (
            <div key={item.row.leaf} role="none">
              <TreeRow row={item.row} at={item.at} focused={item.at === at} go={go} />
            </div>
          ),
        )}
      </div>
    </Dialog>
  );
}

interface RowProps {
  readonly row: Row;
  readonly at: number;
  readonly focused: boolean;
  readonly go: (row: Row) => void;
}

function TreeRow({ row, at, focused, go }: RowProps): JSX.Element {
  const who = row.who === "you" ? common().you : row.model ? modelLabel(row.model) : common().answer;
  return (
    <button
      type="button"
      class={row.shown ? "tree-row shown" : "tree-row"}
      data-row={at}
      role="treeitem"
      aria-level={row.depth + 1}
      aria-current={row.shown ? "true" : undefined}
      tabIndex={focused ? 0 : -1}
      style={{ "--depth": Math.min(DEEPEST, row.depth) }}
      onClick={() => go(row)}
    >
      <Icon name={row.who === "you" ? "person" : "answer"} />
      <span class="tree-words">
        <span class="tree-who">
          {who}
          {row.of > 1 && (
            <span class="tree-place">
              {row.place + 1}/{row.of}
            </span>
          )}
        </span>
        <span class="tree-text" dir="auto">
          {row.text || (row.who === "you" ? common().files : tree().noText)}
        </span>
      </span>
    </button>
  );
}
