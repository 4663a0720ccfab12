/**
 * What was rendered as plain text, the way a person would type it: blocks apart by a blank line, lists with their
 * marks, tables with tabs, code as it is. Made from the nodes, so that it needs no second reading of Markdown.
 */
import { sourceOf } from "./code";
import { placed } from "./place";

const BLOCKS = /^(P|H[1-6]|UL|OL|BLOCKQUOTE|PRE|HR|DIV|SECTION|TABLE)$/;

export function plainText(root: Element): string {
  return blocksIn(root)
    .join("\n\n")
    .replace(/[ \t]+$/gm, "");
}

/** The texts of the blocks inside, in order. Text beside blocks is a block of its own. */
function blocksIn(parent: Element): string[] {
  const blocks: string[] = [];
  let loose = "";
  const end = (): void => {
    if (loose.trim() !== "") blocks.push(loose.trim());
    loose = "";
  };
  for (const node of parent.childNodes) {
    if (node instanceof Element && isBlock(node)) {
      end();
      blocks.push(...blockText(node));
    } else loose += inlineText(node);
  }
  end();
  return blocks;
}

function isBlock(element: Element): boolean {
  return BLOCKS.test(element.tagName);
}

function blockText(element: Element): string[] {
  if (element.classList.contains("code")) {
    const code = element.querySelector("code");
    return code ? [sourceOf(code)] : [];
  }
  const source = element.getAttribute("data-source"); // a formula on lines of its own
  if (source !== null) return [source];
  switch (element.tagName) {
    case "UL":
    case "OL":
      return [listText(element)];
    case "TABLE":
      return [tableText(element)];
    case "HR":
      return ["———"];
    case "BLOCKQUOTE":
      return [indented(blocksIn(element).join("\n\n"), "> ")];
    case "PRE":
      return [element.textContent ?? ""];
    default:
      return blocksIn(element); // a paragraph, or a box around blocks
  }
}

function listText(list: Element): string {
  let number = Number(list.getAttribute("start") ?? "1");
  const items = placed(list).filter((item) => item instanceof Element);
  return items
    .map((item) => {
      const mark = list.tagName === "OL" ? `${number++}. ` : "- ";
      const text = blocksIn(item).join("\n");
      return mark + text.split("\n").join(`\n${" ".repeat(mark.length)}`);
    })
    .join("\n");
}

function tableText(table: Element): string {
  return Array.from(table.querySelectorAll("tr"), (row) =>
    Array.from(row.children, (cell) => blocksIn(cell).join(" ").replace(/\s+/g, " ")).join("\t"),
  ).join("\n");
}

function inlineText(node: Node): string {
  if (!(node instanceof Element)) return node.textContent ?? "";
  if (node.tagName === "BR") return "\n";
  const source = node.getAttribute("data-source"); // a formula shows what it was written as
  if (source !== null) return source;
  if (node.getAttribute("role") === "img") return node.classList.contains("done") ? "[x] " : "[ ] ";
  return Array.from(node.childNodes, inlineText).join("");
}

function indented(text: string, mark: string): string {
  return text
    .split("\n")
    .map((line) => `${mark}${line}`.trimEnd())
    .join("\n");
}
