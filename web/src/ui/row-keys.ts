/** Moving through a list of lines by keys: arrows, pages, ends, and the first letters of a name. */
import { isImeKey } from "./keys";

const TYPED_TOGETHER_MS = 700;

export interface Lines {
  readonly count: number;
  /** Where one is; -1 is nowhere. */
  readonly now: number;
  /** How many are in view. */
  readonly page: number;
  /** The name by which a line is found; null where one cannot stop. */
  readonly nameOf: (at: number) => string | null;
}

/** Letters that are typed shortly after one another. */
export class Typed {
  #text = "";
  #at = Number.NEGATIVE_INFINITY;

  add(letter: string, now: number): string {
    this.#text = now - this.#at > TYPED_TOGETHER_MS ? letter : this.#text + letter;
    this.#at = now;
    return this.#text;
  }

  /** A space goes on with a word, and is a press of the button otherwise. */
  isOpen(now: number): boolean {
    return now - this.#at <= TYPED_TOGETHER_MS;
  }
}

/** The line that a key moves to; null where the key is not for this. */
export function lineAfter(event: KeyboardEvent, lines: Lines, typed: Typed): number | null {
  if (isImeKey(event) || event.ctrlKey || event.metaKey || event.altKey) return null;
  const { count, now, page } = lines;
  switch (event.key) {
    case "ArrowDown":
      return stop(lines, now + 1, 1);
    case "ArrowUp":
      return stop(lines, now - 1, -1);
    case "PageDown":
      return stop(lines, Math.min(count - 1, now + page), 1) ?? stop(lines, count - 1, -1);
    case "PageUp":
      return stop(lines, Math.max(0, now - page), -1) ?? stop(lines, 0, 1);
    case "Home":
      return stop(lines, 0, 1);
    case "End":
      return stop(lines, count - 1, -1);
  }
  const isLetter = [...event.key].length === 1 && (event.key !== " " || typed.isOpen(event.timeStamp));
  return isLetter ? named(lines, typed.add(event.key, event.timeStamp)) : null;
}

/** The nearest line on the way at which one can stop. */
function stop({ count, nameOf }: Lines, from: number, way: 1 | -1): number | null {
  for (let at = from; at >= 0 && at < count; at += way) if (nameOf(at) !== null) return at;
  return null;
}

/** The next line whose name begins so; the same letter again goes on to the next. */
function named({ count, now, nameOf }: Lines, typed: string): number | null {
  const letters = [...typed];
  const again = letters.every((letter) => letter === letters[0]);
  const wanted = (again ? (letters[0] as string) : typed).toLocaleLowerCase();
  const from = again ? now + 1 : now;
  for (let step = 0; step < count; step++) {
    const at = (Math.max(from, 0) + step) % count;
    if (nameOf(at)?.toLocaleLowerCase().startsWith(wanted)) return at;
  }
  return null;
}
