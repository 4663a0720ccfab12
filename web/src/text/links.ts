/**
 * Which addresses in a text become links. Decided by `new URL()`, never by a pattern: browsers drop tabs and
 * newlines inside a scheme, so `java<TAB>script:` would pass a pattern that looks for `javascript:`.
 */
const ALLOWED = new Set(["http:", "https:", "mailto:"]);

/** The address in the browser's own spelling, or null when it must stay plain text. */
export function safeLink(address: string): string | null {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    return null;
  }
  if (!ALLOWED.has(url.protocol)) return null;
  if (url.protocol !== "mailto:" && url.hostname === "") return null;
  return url.href;
}

/** What a person needs to see of an address to judge it: the host, or the mailbox. */
export function hostOf(href: string): string {
  const url = new URL(href);
  return url.protocol === "mailto:" ? url.pathname : url.host;
}
