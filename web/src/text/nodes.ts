/** Blocks to elements: a closed list of them, each with a text direction of its own. */
import { transcript } from "../words/transcript";
import { codeBlock } from "./code";
import { direct, directionOf } from "./direction";
import { element } from "./element";
import { appendInline } from "./inline";
import { formula } from "./math";
import type { Token } from "./parser";
import { place } from "./place";
import { remember } from "./references";
import type { Block } from "./tree";

/** `isItemsFirst`: the block begins a list item, where `[ ]` is a mark. */
export function blockNode(block: Block, isItemsFirst = false): HTMLElement {
  const { kind, token } = block;
  switch (kind) {
    case "paragraph":
      return withText(element("p", { dir: "auto" }), block, isItemsFirst);
    case "heading": {
      // Two levels down: the page's own headings come first in the outline.
      const level = Number(token.tag.slice(1));
      const tag = `h${Math.min(6, level + 2)}` as "h3";
      return withText(element(tag, { class: `md-h${level}`, dir: "auto" }), block, false);
    }
    case "list":
      return directed(listElement(token, block.loose), block);
    case "item": {
      const item = directed(element("li"), block);
      if (item.firstElementChild?.firstElementChild?.matches("p > .mark")) item.classList.add("task");
      return item;
    }
    case "quote":
      return directed(element("blockquote"), block);
    case "table": {
      const outer = element("div", {
        class: "table",
        tabindex: "0",
        role: "region",
        "aria-label": transcript().table,
      });
      const table = element("table", { role: "table" });
      outer.append(table);
      direct(table, directionOf(block)); // its columns begin where its first head does
      withChildren(table, block);
      return outer;
    }
    case "row":
      return withChildren(element("tr", { role: "row" }), block);
    case "cell":
      return withText(cellElement(token), block, false);
    case "fence":
      return codeBlock(token.info, token.content).root;
    case "code":
      return indentedCode(token.content);
    case "rule":
      return element("hr");
    case "math": {
      const source = `${token.markup}${token.content}${token.markup === "$$" ? "$$" : "\\]"}`;
      return formula(token.content, true, source, "div");
    }
    case "root":
      return withChildren(element("div"), block);
  }
}

/** Marked, for below a footnote it is the rest of that. */
function indentedCode(source: string): HTMLElement {
  const { root } = codeBlock("", source);
  root.dataset.indented = "";
  return root;
}

function directed(into: HTMLElement, block: Block): HTMLElement {
  direct(into, directionOf(block));
  return withChildren(into, block);
}

function withChildren(into: HTMLElement, block: Block): HTMLElement {
  for (const [at, child] of block.children.entries())
    place(into, blockNode(child, block.kind === "item" && at === 0));
  return into;
}

function withText(into: HTMLElement, { inline }: Block, isItemsFirst: boolean): HTMLElement {
  appendInline(into, inline?.children ?? [], { isItemsFirst });
  remember(into, inline);
  return into;
}

function listElement(token: Token, isLoose: boolean): HTMLElement {
  const start = token.attrGet("start");
  const attributes: Record<string, string> = isLoose ? {} : { class: "tight" };
  if (token.type === "bullet_list_open") return element("ul", attributes);
  return element("ol", { ...attributes, ...(start === null ? {} : { start: String(start) }) });
}

function cellElement(token: Token): HTMLElement {
  const isHead = token.type === "th_open";
  const attributes = { dir: "auto", role: isHead ? "columnheader" : "cell" };
  const cell = element(isHead ? "th" : "td", attributes);
  const align = /text-align:(left|right|center)/.exec(String(token.attrGet("style") ?? ""))?.[1];
  if (align) cell.classList.add(`align-${align}`);
  return cell;
}

/** The table in the box that scrolls it, or the element itself. */
export function innerOf(node: HTMLElement): HTMLElement {
  return node.matches("div.table") ? ((node.firstElementChild as HTMLElement | null) ?? node) : node;
}
