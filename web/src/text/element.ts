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
