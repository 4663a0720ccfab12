/**
 * What stands in the page's source as words that a person would see or hear: text between tags, the attributes that
 * are read, and any other text that looks like words. Words belong in `src/words`.
 */
import { parseSync } from "vite";

interface Node {
  readonly type: string;
  readonly start: number;
  readonly [key: string]: unknown;
}

const READ: ReadonlySet<string> = new Set([
  "aria-label",
  "aria-description",
  "aria-roledescription",
  "aria-valuetext",
  "title",
  "placeholder",
  "alt",
  "label",
]);
/** Attributes and properties whose text the machine reads. */
const MACHINE: ReadonlySet<string> = new Set([
  "class",
  "className",
  "type",
  "code",
  "style",
  "key",
  "keys",
  "kind",
]);
/** Calls whose text is for those who write the page, or for the browser. */
const UNSEEN = /^(Error|TypeError|querySelector(All)?|closest|matches|addEventListener|removeEventListener)$/;
const COMPARING: ReadonlySet<string> = new Set(["===", "!==", "==", "!="]);

/** Two words with a space, or one that begins as a sentence does. */
function isWords(text: string): boolean {
  return (
    /\p{L}{2,}[,;:]? [\p{L}\d]+/u.test(text) ||
    /^\s*\p{Lu}\p{Ll}+[.:…!?]?\s*$/u.test(text) ||
    (/[.…!?]\s*$/.test(text) && /\p{L}{2}/u.test(text))
  );
}

export interface Found {
  readonly line: number;
  readonly text: string;
}

export function visibleWords(name: string, source: string, known: ReadonlySet<string> = new Set()): Found[] {
  const { program, errors } = parseSync(name, source);
  if (errors.length > 0) throw new Error(`${name}: ${errors[0]?.message}`);
  const found: Found[] = [];
  const take = (node: Node, text: string, certainly: boolean): void => {
    const says = text.replace(/\s+/g, " ").trim();
    const isSeen = certainly ? /\p{L}{2}/u.test(says) : isWords(says);
    if (isSeen && says !== "Runnel" && !known.has(says))
      found.push({ line: source.slice(0, node.start).split("\n").length, text: says });
  };
  const walk = (node: Node, certainly: boolean): void => {
    switch (node.type) {
      case "ImportDeclaration":
      case "ExportAllDeclaration":
      case "ImportExpression":
        return;
      case "ExportNamedDeclaration":
        if (node.source) return;
        break;
      case "JSXText":
        take(node, String(node.value), true);
        return;
      case "JSXAttribute": {
        const attribute = nameOf(node.name as Node);
        if (MACHINE.has(attribute) || node.value === null) return;
        walk(node.value as Node, READ.has(attribute));
        return;
      }
      case "JSXExpressionContainer":
        walk(node.expression as Node, certainly);
        return;
      case "JSXElement":
      case "JSXFragment": // what stands between tags is shown
        eachChild(node, (child) => walk(child, child.type === "JSXExpressionContainer"));
        return;
      case "ConditionalExpression":
        walk(node.test as Node, false);
        walk(node.consequent as Node, certainly);
        walk(node.alternate as Node, certainly);
        return;
      case "LogicalExpression":
        walk(node.left as Node, false);
        walk(node.right as Node, certainly);
        return;
      case "Literal":
        if (typeof node.value === "string") take(node, node.value, certainly);
        return;
      case "TemplateLiteral": {
        const whole = (node.quasis as Node[])
          .map((part) => (part.value as { cooked: string }).cooked)
          .join("…");
        take(node, whole.replaceAll("…", " 0 "), certainly);
        for (const one of node.expressions as Node[]) walk(one, false);
        return;
      }
      case "BinaryExpression":
        if (COMPARING.has(String(node.operator))) return;
        break;
      case "SwitchCase":
        for (const one of node.consequent as Node[]) walk(one, false);
        return;
      case "Property":
        if (MACHINE.has(nameOf(node.key as Node))) return;
        walk(node.value as Node, certainly && node.computed !== true);
        return;
      case "CallExpression":
      case "NewExpression":
        if (UNSEEN.test(nameOf(node.callee as Node))) return;
        break;
    }
    if (node.type.startsWith("TS") && !/^TS(As|Satisfies|NonNull)/.test(node.type)) return;
    eachChild(node, (child) => walk(child, false));
  };
  walk(program as unknown as Node, false);
  return found;
}

function eachChild(node: Node, act: (child: Node) => void): void {
  for (const value of Object.values(node)) {
    const children = Array.isArray(value) ? value : [value];
    for (const child of children) if (typeof child?.type === "string") act(child as Node);
  }
}

/** The last name of `a`, `a.b`, `a-b`. */
function nameOf(node: Node): string {
  if (node.type === "MemberExpression") return nameOf(node.property as Node);
  return String(node.name ?? node.value ?? "");
}
