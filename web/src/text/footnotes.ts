/**
 * Footnotes: `[^name]` and a paragraph `[^name]: …`, which goes on in what is indented by four spaces below it. They are
 * made when a text is complete, from its nodes, because what is settled while it streams is never touched: until then
 * they stand as they were written. A note stays where it was written. They lead to each other by buttons within one
 * message: there is no id and no address that a text could forge. A mark without its note, or a note without a mark,
 * stays text.
 */
import { transcript } from "../words/transcript";
import { sourceOf } from "./code";
import { element } from "./element";
import { placed } from "./place";
import { MarkdownStream } from "./stream";

/** So much is looked for at most: a text of nothing but marks must not hold up the page. */
const MOST = 500;
const HEAD = /^\[\^([^\]\s[]{1,60})\]:[ \t]*/u;
const HEAD_BELOW = /\n(?=\[\^[^\]\s[]{1,60}\]:)/u;
const MARK = /\[\^([^\]\s[]{1,60})\]/u;
const NO_MARKS = ["pre", "code", "a", "button", ".math", "[data-source]"].join();

/** A stream whose text has footnotes once it is complete. */
export class FootnotedStream extends MarkdownStream {
  override end(): void {
    super.end();
    makeFootnotes(this.root, (text) => this.blocksOf(text));
  }
}

type Draw = (text: string) => readonly HTMLElement[];

function makeFootnotes(root: Element, draw: Draw): void {
  if (!(root.textContent ?? "").includes("[^")) return;
  const notes = notesIn(root);
  if (notes.size === 0) return;
  const numbers = new Map<string, number>();
  for (const text of textsIn(root)) mark(text, notes, numbers);
  const below = indentedBelow(root);
  for (const [name, number] of numbers) {
    const note = notes.get(name) as HTMLElement;
    const rest = below.get(note);
    const more = rest === undefined ? [] : draw(sourceOf(rest.querySelector("code") ?? rest));
    rest?.remove();
    numbered(note, more, number);
    for (const block of more) for (const text of textsIn(block)) mark(text, notes, numbers); // may number further notes
  }
}

/** Code by indentation, by the paragraph right above it. */
function indentedBelow(root: Element): ReadonlyMap<Node, HTMLElement> {
  const found = new Map<Node, HTMLElement>();
  let above: Node | null = null;
  for (const block of placed(root)) {
    if (above !== null && block instanceof HTMLElement && block.hasAttribute("data-indented"))
      found.set(above, block);
    above = block;
  }
  return found;
}

/** Each note by its name, in a paragraph of its own; the first of a name counts. */
function notesIn(root: Element): Map<string, HTMLElement> {
  const notes = new Map<string, HTMLElement>();
  for (const paragraph of root.querySelectorAll<HTMLElement>("p")) {
    if (paragraph.closest("li, blockquote, table, .footnote") !== null) continue;
    if (!HEAD.test(paragraph.textContent ?? "")) continue;
    for (const part of parted(paragraph)) {
      const name = HEAD.exec(headOf(part)?.data ?? "")?.[1];
      if (name !== undefined && !notes.has(name) && notes.size < MOST) notes.set(name, part);
    }
  }
  return notes;
}

/** Notes on lines below each other are one paragraph in Markdown. */
function parted(paragraph: HTMLElement): readonly HTMLElement[] {
  const parts = [paragraph];
  for (let node = paragraph.firstChild; node !== null && parts.length < MOST; node = node.nextSibling) {
    const at = node instanceof Text ? node.data.search(HEAD_BELOW) : -1;
    if (at < 0) continue;
    const rest = (node as Text).splitText(at);
    rest.data = rest.data.slice(1); // the line break
    const next = element("p", { dir: "auto" });
    for (let moved: ChildNode | null = rest; moved !== null; ) {
      const after: ChildNode | null = moved.nextSibling;
      next.append(moved);
      moved = after;
    }
    (parts.at(-1) as HTMLElement).after(next);
    parts.push(next);
    node = rest;
    if (rest.data.search(HEAD_BELOW) >= 0) return [...parts.slice(0, -1), ...parted(next)];
  }
  return parts;
}

function headOf(paragraph: HTMLElement): Text | null {
  return paragraph.firstChild instanceof Text ? paragraph.firstChild : null;
}

function textsIn(root: Element): readonly Text[] {
  const found: Text[] = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode())
    if (MARK.test((node as Text).data) && node.parentElement?.closest(NO_MARKS) === null)
      found.push(node as Text);
  return found;
}

/** Makes buttons of the marks in a text whose note is there. */
function mark(text: Text, notes: ReadonlyMap<string, HTMLElement>, numbers: Map<string, number>): void {
  let rest = text;
  let from = HEAD.exec(rest.data) && isHead(rest, notes) ? (HEAD.exec(rest.data)?.[0].length ?? 0) : 0;
  for (let count = 0; count < MOST; count++) {
    const found = MARK.exec(rest.data.slice(from));
    if (found === null) return;
    const [whole, name] = [found[0], found[1] as string];
    const at = from + found.index;
    if (!notes.has(name)) {
      from = at + whole.length;
      continue;
    }
    if (!numbers.has(name)) numbers.set(name, numbers.size + 1);
    const number = numbers.get(name) as number;
    const after = rest.splitText(at);
    after.data = after.data.slice(whole.length);
    const button = element("button", {
      type: "button",
      "data-to-note": String(number),
      "aria-label": transcript().footnote({ number }),
    });
    button.textContent = `[${number}]`;
    const raised = element("sup", { class: "footnote-mark" });
    raised.append(button);
    after.before(raised);
    rest = after;
    from = 0;
  }
}

function isHead(text: Text, notes: ReadonlyMap<string, HTMLElement>): boolean {
  return text.parentElement?.firstChild === text && [...notes.values()].includes(text.parentElement);
}

/** Gives a note its number, the blocks that belong to it, and a way back. */
function numbered(first: HTMLElement, more: readonly HTMLElement[], number: number): void {
  const head = headOf(first);
  if (head === null) return;
  const note = more.length === 0 ? first : element("div");
  if (note !== first) {
    first.before(note);
    note.append(first, ...more);
  }
  head.data = head.data.replace(HEAD, "");
  const says = element("span", { class: "footnote-number" });
  says.textContent = `[${number}] `;
  const back = element("button", {
    type: "button",
    class: "footnote-back",
    "data-from-note": String(number),
    "aria-label": transcript().backToText,
    title: transcript().backToText,
  });
  note.classList.add("footnote");
  note.setAttribute("data-note", String(number));
  note.setAttribute("tabindex", "-1");
  first.prepend(says);
  const last = more.at(-1) ?? first;
  (last.tagName === "P" ? last : note).append(back);
}

/** From a mark to its note and back, within one message. */
export function followFootnote(event: MouseEvent): void {
  const button =
    event.target instanceof Element ? event.target.closest("[data-to-note], [data-from-note]") : null;
  const prose = button?.closest(".prose");
  if (!(button instanceof HTMLElement) || !prose) return;
  const { toNote, fromNote } = button.dataset;
  const goal = [...prose.querySelectorAll<HTMLElement>(toNote ? ".footnote" : "[data-to-note]")].find(
    ({ dataset }) => (toNote ? dataset.note === toNote : dataset.toNote === fromNote),
  );
  goal?.focus({ preventScroll: true });
  goal?.scrollIntoView({ block: "nearest" });
}
