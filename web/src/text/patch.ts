/**
 * Makes an existing node equal to a new one in place, touching only what differs, so that a selection or focus in
 * the block that is being written lives on. A formula that stands already is left as it is.
 */
import { isFormula, isSameFormula } from "./math";
import { moveMemory } from "./references";

/** Changes `old` until it equals `wanted`; returns the node that now stands there. */
export function patch(old: Node, wanted: Node): Node {
  if (old instanceof Text && wanted instanceof Text) {
    if (old.data === wanted.data) return old;
    if (wanted.data.startsWith(old.data)) old.appendData(wanted.data.slice(old.data.length));
    else old.data = wanted.data;
    return old;
  }
  if (!(old instanceof Element && wanted instanceof Element) || old.tagName !== wanted.tagName)
    return replace(old, wanted);
  // Of a formula nothing can stay: it is set as a whole, perhaps later.
  if (isFormula(wanted)) return isSameFormula(old, wanted) ? old : replace(old, wanted);
  moveMemory(wanted, old);
  patchAttributes(old, wanted);
  patchChildren(old, 0, Array.from(wanted.childNodes));
  return old;
}

function replace(old: Node, wanted: Node): Node {
  old.parentNode?.replaceChild(wanted, old);
  return wanted;
}

/** The same for the children of `parent` behind its first `from`. */
export function patchChildren(parent: Element, from: number, wanted: readonly Node[]): void {
  const have = Array.from(parent.childNodes).slice(from);
  for (const [at, node] of wanted.entries()) {
    const existing = have[at];
    if (existing === undefined) parent.append(node);
    else patch(existing, node);
  }
  for (const surplus of have.slice(wanted.length)) surplus.remove();
}

function patchAttributes(old: Element, wanted: Element): void {
  for (const name of old.getAttributeNames()) if (!wanted.hasAttribute(name)) old.removeAttribute(name);
  for (const name of wanted.getAttributeNames()) {
    const value = wanted.getAttribute(name) ?? "";
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
}
