/**
 * Makes an existing node equal to a new one in place, touching only what differs, so that a selection or focus in
 * the block that is being written lives on.
 */

/** Changes `old` until it equals `wanted`; returns the node that now stands there. */
export function patch(old: Node, wanted: Node): Node {
  if (old instanceof Text && wanted instanceof Text) {
    if (old.data === wanted.data) return old;
    if (wanted.data.startsWith(old.data)) old.appendData(wanted.data.slice(old.data.length));
    else old.data = wanted.data;
    return old;
  }
  if (!(old instanceof Element && wanted instanceof Element) || old.tagName !== wanted.tagName) {
    old.parentNode?.replaceChild(wanted, old);
    return wanted;
  }
  patchAttributes(old, wanted);
  const have = Array.from(old.childNodes);
  const want = Array.from(wanted.childNodes);
  want.forEach((node, at) => {
    const existing = have[at];
    if (existing === undefined) old.append(node);
    else patch(existing, node);
  });
  for (const surplus of have.slice(want.length)) surplus.remove();
  return old;
}

function patchAttributes(old: Element, wanted: Element): void {
  for (const name of old.getAttributeNames()) if (!wanted.hasAttribute(name)) old.removeAttribute(name);
  for (const name of wanted.getAttributeNames()) {
    const value = wanted.getAttribute(name) ?? "";
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
}
