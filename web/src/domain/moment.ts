/** Moments as people read them: the time today, the day this year, the date before. */
import { locale } from "../words/language";

const DAY_MS = 86_400_000;

export function momentText(at: number, now: number, tag = locale()): string {
  const midnight = new Date(now).setHours(0, 0, 0, 0);
  const format = (options: Intl.DateTimeFormatOptions): string =>
    new Intl.DateTimeFormat(tag, options).format(at);
  if (at >= midnight && at < midnight + DAY_MS) return format({ hour: "2-digit", minute: "2-digit" });
  if (new Date(at).getFullYear() === new Date(now).getFullYear())
    return format({ day: "numeric", month: "short" });
  return format({ day: "numeric", month: "short", year: "numeric" });
}

/** Whole days from now until then, at least 0. */
export function daysUntil(at: number, now: number): number {
  return Math.max(0, Math.ceil((at - now) / DAY_MS));
}
