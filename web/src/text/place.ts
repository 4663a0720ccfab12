/**
 * Where the next child of a growing container goes. A container with many children gets them in runs that lay
 * themselves out alone, so that the last child costs what the first one did; a node never moves to another run.
 */
import { element } from "./element";

/** So many children stand in a container itself; a list of usual length has no runs. */
const DIRECT = 24;
/** So many children a run has: items, or runs of items, or runs of those. */
const RUN = 16;
/** Cells that one body of a table has at most, and rows. */
const CELLS = 640;
const TABLE_RUN = 64;

/** Puts `node` at the end of `container`. */
export function place(container: Element, node: Node): void {
  if (container.tagName === "TABLE") {
    placeRow(container, node);
    return;
  }
  const isList = /^[OU]L$/.test(container.tagName);
  lastRun(container, DIRECT, isList ? "run beside" : "run").append(node);
}

/** The same at the top of a message, where everything stands in sections. */
export function placeAtTop(root: Element, node: Node): void {
  lastRun(root, 0, "run section").append(node);
}

/** Where the next child goes: into the last run, a new one, or a new run of runs when there are enough of those. */
function lastRun(container: Element, direct: number, name: string): Element {
  const chain: Element[] = []; // the last run, its last run, and so on
  for (let run = container.lastElementChild; run && isRun(run); run = run.lastElementChild) chain.push(run);
  if (chain.length === 0 && container.childElementCount < direct) return container;
  for (const [depth, run] of chain.reverse().entries())
    if (run.childElementCount < RUN) return addRuns(run, depth, name);
  const depth = Math.max(1, chain.length);
  const alike = container.childElementCount - direct - RUN * (depth - 1);
  return addRuns(container, alike < RUN ? depth : depth + 1, name);
}

/** Adds a run of so many runs in one another; answers the innermost. */
function addRuns(container: Element, depth: number, name: string): Element {
  let inner = container;
  for (let left = depth; left > 0; left--) {
    const run = element("div", { class: left > 1 ? name.replace(" section", "") : name, role: "none" });
    inner.append(run);
    inner = run;
  }
  return inner;
}

/** The first row is the head. Bodies after the first stand for themselves (`long`: see prose.css). */
function placeRow(table: Element, row: Node): void {
  const last = table.lastElementChild;
  if (last === null) {
    const head = element("thead");
    head.append(row);
    table.append(head);
    return;
  }
  if (last.tagName === "TBODY" && last.childElementCount < rowsOf(row)) {
    last.append(row);
    return;
  }
  const body = element("tbody");
  body.append(row);
  table.append(body);
  if (last.tagName === "TBODY") freezeColumns(table);
}

/** How many rows like this one a body has. */
function rowsOf(row: Node): number {
  return Math.min(TABLE_RUN, Math.max(4, Math.floor(CELLS / Math.max(1, row.childNodes.length))));
}

function isRun(node: Element): boolean {
  return node.classList.contains("run");
}

/** The children as they were placed: those in runs too; of a table its rows without the head. */
export function placed(container: Element): Node[] {
  if (container.tagName === "TABLE") {
    return Array.from(container.querySelectorAll("tbody"), (body) => Array.from(body.childNodes)).flat();
  }
  return Array.from(container.childNodes).flatMap((node) =>
    node instanceof Element && isRun(node) ? placed(node) : [node],
  );
}

/**
 * A long table's columns stop following what is in them: otherwise each new row lays out every row anew. They keep
 * the widths they have; in a table that is not on the page yet, widths guessed from its words.
 */
function freezeColumns(table: Element): void {
  if (!(table instanceof HTMLElement) || table.classList.contains("long")) return;
  const cells = Array.from(table.querySelectorAll<HTMLElement>("thead th"));
  const measured = cells.map((cell) => cell.offsetWidth);
  const widths = measured.every((width) => width > 0) ? measured : guessed(table, cells.length);
  table.style.setProperty("--columns", widths.map((width) => `minmax(0, ${width}fr)`).join(" "));
  table.style.setProperty("--width", `${widths.reduce((sum, width) => sum + width, 0)}px`);
  table.classList.add("long");
}

const LETTER_PX = 8;

function guessed(table: Element, columns: number): number[] {
  const widest = new Array<number>(columns).fill(4);
  for (const row of table.querySelectorAll("tr")) {
    Array.from(row.children).forEach((cell, at) => {
      widest[at] = Math.max(widest[at] ?? 0, Math.min(32, cell.textContent?.length ?? 0));
    });
  }
  return widest.map((letters) => letters * LETTER_PX + 24);
}
