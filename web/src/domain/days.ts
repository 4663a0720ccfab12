/** Chats under the days when they were last used, the way people remember them. */
import type { Summary } from "./conversation";

/** A line of the list. */
export type Row =
  | { readonly kind: "day"; readonly key: string; readonly name: string }
  | { readonly kind: "chat"; readonly key: string; readonly item: Summary; readonly place: number };

const DAY_MS = 86_400_000;

/** Lines in the order of the items: pinned ones, then the newest first. `now` is in milliseconds. */
export function rowsOf(items: readonly Summary[], now: number): readonly Row[] {
  const midnight = new Date(now).setHours(0, 0, 0, 0);
  const rows: Row[] = [];
  let last = "";
  items.forEach((item, place) => {
    const name = item.pinned ? "Pinned" : nameOf(timeOf(item.updatedAt), midnight);
    if (name !== last) rows.push({ kind: "day", key: `day ${name}`, name });
    last = name;
    rows.push({ kind: "chat", key: item.id, item, place });
  });
  return rows;
}

/** A moment as milliseconds: the wire may carry a number or an ISO date. */
export function timeOf(moment: number | string): number {
  return typeof moment === "number" ? moment : Date.parse(moment);
}

function nameOf(at: number, midnight: number): string {
  if (at >= midnight) return "Today";
  if (at >= midnight - DAY_MS) return "Yesterday";
  if (at >= midnight - 7 * DAY_MS) return "Last 7 days";
  if (at >= midnight - 30 * DAY_MS) return "Last 30 days";
  return "Older";
}

/** `40 ms`, `1.4 s`, `12 s`, `3 min 5 s`. */
export function durationText(ms: number): string {
  if (ms < 1000) return `${Math.max(1, Math.round(ms))} ms`;
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
