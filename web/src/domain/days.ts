/** Chats grouped by when they were last used, the way people remember them. */
import type { Summary } from "./conversation";

export interface DayGroup {
  readonly name: string;
  readonly items: readonly Summary[];
}

const DAY_MS = 86_400_000;

/** Groups in the order of the items, which is newest first. `now` is in milliseconds. */
export function dayGroups(items: readonly Summary[], now: number): DayGroup[] {
  const midnight = new Date(now).setHours(0, 0, 0, 0);
  const groups = new Map<string, Summary[]>();
  for (const item of items) {
    const name = nameOf(timeOf(item.updatedAt), midnight);
    groups.set(name, [...(groups.get(name) ?? []), item]);
  }
  return Array.from(groups, ([name, grouped]) => ({ name, items: grouped }));
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
