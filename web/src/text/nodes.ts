/**
 * Tokens to nodes. A closed list of elements; anything else is text. No address is ever loaded: links are marked
 * for the page's click handler (`data-link`), images become links with their description.
 */
import { codeBlock } from "./code";
import { element } from "./element";
import { hostOf, safeLink } from "./links";
import type { Token } from "./parser";

/** Tokens of one top-level block with its lines in the source: `end` is the line after its last. */
export interface Block {
  readonly tokens: Token[];
  readonly start: number;
  readonly end: number;
}

export function blocksOf(tokens: readonly Token[]): Block[] {
  const blocks: Block[] = [];
  let current: Token[] = [];
  let lines: [number, number] = [0, 0];
  for (const token of tokens) {
    if (current.length === 0) lines = token.map ?? [lines[1], lines[1]];
    current.push(token);
    if (token.level === 0 && token.nesting !== 1) {
      blocks.push({ tokens: current, start: lines[0], end: lines[1] });
      current = [];
    }
  }
  return blocks;
}

export function blockNode(block: Block): HTMLElement {
  const holder = element("div");
  appendTokens(holder, block.tokens);
  return (holder.firstElementChild as HTMLElement | null) ?? holder;
}

function appendTokens(into: HTMLElement, tokens: readonly Token[]): void {
  const open: HTMLElement[] = [into];
  for (const token of tokens) {
    const parent = open[open.length - 1] ?? into;
    if (token.type === "inline") {
      appendInline(parent, token.children ?? []);
    } else if (token.hidden) {
      // A paragraph of a tight list: its text belongs to the item itself.
    } else if (token.nesting === 1) {
      const made = container(token);
      parent.append(made.outer);
      open.push(made.inner);
    } else if (token.nesting === -1) {
      open.pop();
    } else {
      parent.append(leaf(token));
    }
  }
}

function container(token: Token): { outer: HTMLElement; inner: HTMLElement } {
  const one = (made: HTMLElement) => ({ outer: made, inner: made });
  switch (token.type) {
    case "paragraph_open":
      return one(element("p", { dir: "auto" }));
    case "heading_open": {
      // Two levels down: the page's own headings come first in the outline.
      const level = Number(token.tag.slice(1));
      const tag = `h${Math.min(6, level + 2)}` as "h3";
      return one(element(tag, { class: `md-h${level}`, dir: "auto" }));
    }
    case "blockquote_open":
      return one(element("blockquote", { dir: "auto" }));
    case "bullet_list_open":
      return one(element("ul", { dir: "auto" }));
    case "ordered_list_open": {
      const start = token.attrGet("start");
      return one(element("ol", { dir: "auto", ...(start === null ? {} : { start: String(start) }) }));
    }
    case "list_item_open":
      return one(element("li", { dir: "auto" }));
    case "table_open": {
      const outer = element("div", { class: "table", tabindex: "0", role: "region", "aria-label": "Table" });
      const table = element("table");
      outer.append(table);
      return { outer, inner: table };
    }
    case "thead_open":
      return one(element("thead"));
    case "tbody_open":
      return one(element("tbody"));
    case "tr_open":
      return one(element("tr"));
    case "th_open":
    case "td_open": {
      const cell = element(token.type === "th_open" ? "th" : "td", { dir: "auto" });
      const align = /text-align:(left|right|center)/.exec(String(token.attrGet("style") ?? ""))?.[1];
      if (align) cell.classList.add(`align-${align}`);
      return one(cell);
    }
    default:
      return one(element("div"));
  }
}

function leaf(token: Token): Node {
  switch (token.type) {
    case "fence":
      return codeBlock(token.info, token.content).root;
    case "code_block":
      return codeBlock("", token.content).root;
    case "hr":
      return element("hr");
    default:
      return element("p", {}, token.content);
  }
}

// --- inside a block ---------------------------------------------------------------------------------

function appendInline(into: HTMLElement, tokens: readonly Token[]): void {
  const open: HTMLElement[] = [into];
  tokens.forEach((token, at) => {
    const parent = open[open.length - 1] ?? into;
    switch (token.type) {
      case "text":
        appendText(parent, at === 0 ? taskMark(into, token.content) : token.content);
        return;
      case "softbreak":
        appendText(parent, "\n");
        return;
      case "hardbreak":
        parent.append(element("br"));
        return;
      case "code_inline":
        parent.append(element("code", { class: "inline", dir: "auto" }, token.content));
        return;
      case "image":
        parent.append(imageChip(token));
        return;
    }
    if (token.nesting === 1) {
      const made = inlineContainer(token);
      parent.append(made);
      open.push(made);
    } else if (token.nesting === -1) {
      open.pop();
    } else {
      appendText(parent, token.content);
    }
  });
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
  if (href === null) return element("span", { class: "inert", title: address });
  return element("a", { href, title: href, rel: "noopener noreferrer", "data-link": "" });
}

/** An image is never fetched: the address could carry what the model read somewhere else (promise C6). */
function imageChip(token: Token): HTMLElement {
  const made = link(String(token.attrGet("src") ?? ""));
  made.classList.add("image-chip");
  const description = token.content || "Image";
  const host = made instanceof HTMLAnchorElement ? ` (${hostOf(made.href)})` : "";
  made.append(document.createTextNode(`${description}${host}`));
  return made;
}

/** `[ ]` and `[x]` at the start of a list item become a mark that is read aloud as done or not done. */
function taskMark(into: HTMLElement, text: string): string {
  const found =
    into.tagName === "LI" || into.parentElement?.tagName === "LI" ? /^\[([ xX])\]\s/.exec(text) : null;
  if (found === null) return text;
  const done = found[1] !== " ";
  const item = into.tagName === "LI" ? into : into.parentElement;
  item?.classList.add("task");
  into.append(
    element("span", {
      class: done ? "mark done" : "mark",
      role: "img",
      "aria-label": done ? "Done" : "Not done",
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
