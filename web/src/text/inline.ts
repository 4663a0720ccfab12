/**
 * The tokens of a paragraph's text as nodes. A closed list of elements; anything else is text. No address is ever
 * loaded: links are marked for the page's click handler (`data-link`), images become links with their description.
 * A huge paragraph is made of pieces that are laid out one by one.
 */
import { transcript } from "../words/transcript";
import { element } from "./element";
import { hostOf, safeLink } from "./links";
import { formula } from "./math";
import type { Token } from "./parser";
import { revealHidden } from "./visible";

/** After so many characters a paragraph goes on in a piece of its own, at the next space. */
export const PIECE_CHARACTERS = 8_000;

export interface Place {
  /** The text begins a list item, where `[ ]` is a mark. */
  readonly isItemsFirst?: boolean;
  /** How many characters stand before these tokens in the piece that they continue. */
  readonly before?: number;
}

/** Answers how many characters the last piece has. */
export function appendInline(into: HTMLElement, tokens: readonly Token[], where: Place = {}): number {
  const { isItemsFirst = false, before = 0 } = where;
  const open: HTMLElement[] = [into];
  let ground = into;
  let characters = before;
  for (const [at, token] of tokens.entries()) {
    const parent = open[open.length - 1] ?? into;
    switch (token.type) {
      case "text": {
        const text = at === 0 && isItemsFirst ? taskMark(into, token.content) : token.content;
        characters += text.length;
        if (characters < PIECE_CHARACTERS || open.length > 1) {
          appendText(parent, text);
          continue;
        }
        const inPieces = splitAtSpaces(text, PIECE_CHARACTERS - (characters - text.length));
        for (const [number, piece] of inPieces.entries()) {
          if (number > 0) {
            ground = element("span", { class: "piece" });
            into.append(ground);
            open[0] = ground;
          }
          appendText(ground, piece);
        }
        if (inPieces.length > 1) characters = inPieces[inPieces.length - 1]?.length ?? 0;
        continue;
      }
      case "softbreak":
        appendText(parent, "\n");
        characters += 1;
        continue;
      case "hardbreak":
        parent.append(element("br"));
        continue;
      case "code_inline":
        parent.append(element("code", { class: "inline", dir: "auto" }, token.content));
        characters += token.content.length;
        continue;
      case "math_inline":
        parent.append(formula(token.content, token.info === "display", token.markup));
        characters += token.content.length;
        continue;
      case "image":
        parent.append(imageChip(token));
        continue;
    }
    if (token.nesting === 1) {
      const made = inlineContainer(token);
      parent.append(made);
      open.push(made);
    } else if (token.nesting === -1) {
      open.pop();
    } else {
      appendText(parent, token.content);
      characters += token.content.length;
    }
  }
  return characters;
}

/** A piece may be so much longer for the sake of a space. */
const OVER = 1_000;

/** Cut behind the first space at or after `room` characters, and again after each full piece. */
function splitAtSpaces(text: string, room: number): string[] {
  const pieces: string[] = [];
  let from = 0;
  let left = Math.max(0, room);
  while (from + left < text.length) {
    const space = text.indexOf(" ", from + left);
    const far = from + left + OVER;
    const end = space >= 0 && space < far ? space + 1 : wholeCharacter(text, far);
    if (end >= text.length) break;
    pieces.push(text.slice(from, end));
    from = end;
    left = PIECE_CHARACTERS;
  }
  pieces.push(text.slice(from));
  return pieces;
}

/** `at`, or one more where it would cut a character in two. */
function wholeCharacter(text: string, at: number): number {
  return /[\udc00-\udfff]/.test(text[at] ?? "") ? at + 1 : at;
}

function inlineContainer(token: Token): HTMLElement {
  switch (token.type) {
    case "em_open":
      return element("em");
    case "strong_open":
      return element("strong");
    case "s_open":
      return element("del");
    case "link_open":
      return link(String(token.attrGet("href") ?? ""));
    default:
      return element("span");
  }
}

function link(address: string): HTMLElement {
  const href = safeLink(address);
  const title = revealHidden(href ?? address)
    .map((piece) => (piece.hidden ? `[${piece.text}]` : piece.text))
    .join("");
  if (href === null) return element("span", { class: "inert", title });
  return element("a", { href, title, rel: "noopener noreferrer", "data-link": "" });
}

/** An image is never fetched: the address could carry what the model read somewhere else (promise C6). */
function imageChip(token: Token): HTMLElement {
  const made = link(String(token.attrGet("src") ?? ""));
  made.classList.add("image-chip");
  const description = token.content || transcript().image;
  const host = made instanceof HTMLAnchorElement ? ` (${hostOf(made.href)})` : "";
  made.append(document.createTextNode(`${description}${host}`));
  return made;
}

/** `[ ]` and `[x]` at the start of a list item become a mark that is read aloud as done or not done. */
function taskMark(into: HTMLElement, text: string): string {
  const found = /^\[([ xX])\]\s/.exec(text);
  if (found === null) return text;
  const done = found[1] !== " ";
  into.append(
    element("span", {
      class: done ? "mark done" : "mark",
      role: "img",
      "aria-label": done ? transcript().done : transcript().notDone,
    }),
  );
  return text.slice(found[0].length);
}

function appendText(parent: HTMLElement, text: string): void {
  if (text === "") return;
  const last = parent.lastChild;
  if (last instanceof Text) last.appendData(text);
  else parent.append(document.createTextNode(text));
}
