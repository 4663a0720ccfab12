/**
 * Where the next child of a growing container goes. A container with many children gets them in runs that lay
 * themselves out alone, so that the last child costs what the first one did; a node never moves to another run.
 */
import { element } from "./element";

/** Children that a container, or one run in it, has at most. */
const RUN = 40;
/** Cells that one body of a table has at most, and rows. */
const CELLS = 640;
const TABLE_RUN = 64;

/** Puts `node` at the end of `container`. */
export function place(container: Element, node: Node): void {
  if (container.tagName === "TABLE") placeRow(container, node);
  else lastRun(container).append(node);
}

/** The same at the top of a message, where everything stands in sections. */
export function placeAtTop(root: Element, node: Node): void {
  let section = root.lastElementChild;
  if (section === null || section.childElementCount >= RUN) {
    section = element("div", { class: "section" });
    root.append(section);
  }
  section.append(node);
}

/** After forty children come forty runs of forty, after those runs of forty runs each. */
function lastRun(container: Element): Element {
  const last = container.lastElementChild;
  if (last === null || !isRun(last)) return container.childElementCount < RUN ? container : addRun(container);
  const holdsRuns = last.firstElementChild !== null && isRun(last.firstElementChild);
  if (!holdsRuns) {
    if (last.childElementCount < RUN) return last;
    return addRun(container.childElementCount < 2 * RUN ? container : addRun(container));
  }
  const inner = last.lastElementChild ?? last;
  if (inner.childElementCount < RUN) return inner;
  return addRun(last.childElementCount < RUN ? last : addRun(container));
}

function addRun(container: Element): Element {
  const run = element("div", { class: "run", role: "none" });
  container.append(run);
  return run;
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
