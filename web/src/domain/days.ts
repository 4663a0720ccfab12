/** Chats under the days when they were last used, the way people remember them. */

import { common } from "../words/common";
import { list } from "../words/list";
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
    const name = item.pinned ? list().pinned : nameOf(timeOf(item.updatedAt), midnight);
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
  if (at >= midnight) return list().today;
  if (at >= midnight - DAY_MS) return list().yesterday;
  if (at >= midnight - 7 * DAY_MS) return list().lastDays({ days: 7 });
  if (at >= midnight - 30 * DAY_MS) return list().lastDays({ days: 30 });
  return list().older;
}

/** `40 ms`, `1.4 s`, `12 s`, `3 min 5 s`. */
export function durationText(ms: number): string {
  if (ms < 1000) return common().milliseconds({ ms: Math.max(1, Math.round(ms)) });
  if (ms < 10_000) return common().seconds({ s: ms / 1000, digits: 1 });
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return common().seconds({ s: seconds, digits: 0 });
  return common().minutes({ min: Math.floor(seconds / 60), s: seconds % 60 });
}
