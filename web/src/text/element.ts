/** Makes elements and text nodes: the only way in which text becomes part of the page (no HTML strings anywhere). */

export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Readonly<Record<string, string>> = {},
  text = "",
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== "") made.append(document.createTextNode(text));
  return made;
}

/** Gives or takes a class; leaves no empty attribute behind. */
export function mark(node: Element, name: string, on: boolean): void {
  if (node.classList.contains(name) === on) return;
  node.classList.toggle(name, on);
  if (node.classList.length === 0) node.removeAttribute("class");
}
