/** The part of the address that names the chat on screen. */
const CHAT = "#chat=";

export function chatHash(id: string): string {
  return `${CHAT}${encodeURIComponent(id)}`;
}

/** The chat of an address; null for none, and for what is no address of ours. */
export function chatOf(hash: string): string | null {
  if (!hash.startsWith(CHAT)) return null;
  try {
    return decodeURIComponent(hash.slice(CHAT.length)) || null;
  } catch {
    return null; // a broken percent sign
  }
}
