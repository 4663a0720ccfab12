/** The outline of a chat: a person's messages under the days on which they were written. Pure. */

import { locale } from "../words/language";
import { type Prompt, promptsOf } from "./find";
import type { Turn } from "./turns";

export type Line =
  | { readonly kind: "day"; readonly key: string; readonly name: string }
  | (Pick<Prompt, "message" | "text"> & {
      readonly kind: "prompt";
      readonly key: string;
      /** Of day; empty where it is not known. */
      readonly time: string;
    });

export function linesOf(turns: readonly Pick<Turn, "asked">[], tag = locale()): readonly Line[] {
  const day = new Intl.DateTimeFormat(tag, { dateStyle: "full" });
  const time = new Intl.DateTimeFormat(tag, { timeStyle: "short" });
  const lines: Line[] = [];
  let last = 0;
  for (const { message, text, at } of promptsOf(turns)) {
    const date = at === null ? last : new Date(at).setHours(0, 0, 0, 0);
    if (date !== last)
      lines.push({ kind: "day", key: `day ${date} ${lines.length}`, name: day.format(date) });
    last = date;
    lines.push({ kind: "prompt", key: message, message, text, time: at === null ? "" : time.format(at) });
  }
  return lines;
}
