/**
 * Looking for words in a whole chat. The text that was written is searched, not what is drawn: at most 240 messages
 * of it are in the page. Between two words anything may stand that Markdown puts there, so that "bold word" is found
 * in `**bold** word`.
 */

import type { Reply, Turn } from "./turns";

/** A turn of which one answer is shown: the others are on branches of their own. */
export interface Searched extends Pick<Turn, "asked" | "replies"> {
  /** The place of the answer that is shown; absent is all of them. */
  readonly reply?: number;
}

export interface Query {
  readonly text: string;
  readonly matchCase: boolean;
  readonly wholeWord: boolean;
}

/** Hits in one message. */
export interface Hits {
  /** The turn's place among those that were searched. */
  readonly turn: number;
  readonly message: string;
  /** The tool call in whose arguments or result they are. */
  readonly call: string | null;
  readonly count: number;
  /** How many are before them. */
  readonly before: number;
}

export interface Found {
  readonly hits: readonly Hits[];
  readonly total: number;
}

export const NOTHING_FOUND: Found = { hits: [], total: 0 };

/** One hit: which of a message's. */
export interface Place {
  readonly hits: Hits;
  readonly nth: number;
}

/** Searches turns again and again for changing words: what has not changed is not searched twice. */
export class Finder {
  #lowered = new WeakMap<object, string>();
  #counts = new WeakMap<object, number>();
  #query: Query | null = null;

  find(turns: readonly Searched[], query: Query): Found {
    if (query.text.trim() === "") return NOTHING_FOUND;
    if (!isSame(this.#query, query)) this.#counts = new WeakMap();
    this.#query = query;
    const pattern = new Pattern(query, "source");
    const hits: Hits[] = [];
    let total = 0;
    const add = (turn: number, message: string, call: string | null, key: object, text: string): void => {
      const count = this.#count(pattern, key, text);
      if (count === 0) return;
      hits.push({ turn, message, call, count, before: total });
      total += count;
    };
    turns.forEach((turn, at) => {
      const { asked } = turn;
      if (asked !== null) add(at, asked.id, null, asked, asked.content);
      for (const reply of shownReplies(turn))
        for (const part of reply.parts) {
          add(at, part.id, null, part, part.content ?? "");
          if (part.role !== "assistant") continue;
          for (const call of part.toolCalls ?? []) {
            add(at, part.id, call.id, call, call.function.arguments);
            const result = reply.results.get(call);
            if (result) add(at, part.id, call.id, result, result.content);
          }
        }
    });
    return { hits, total };
  }

  #count(pattern: Pattern, key: object, text: string): number {
    let count = this.#counts.get(key);
    if (count === undefined) {
      count = pattern.matchCase ? pattern.count(text, text) : pattern.count(text, this.#lower(key, text));
      this.#counts.set(key, count);
    }
    return count;
  }

  #lower(key: object, text: string): string {
    let lowered = this.#lowered.get(key);
    if (lowered === undefined) {
      lowered = text.toLowerCase();
      this.#lowered.set(key, lowered);
    }
    return lowered;
  }
}

/** The n-th of all hits, counted from 0. */
export function placeOf({ hits }: Found, at: number): Place | null {
  let low = 0;
  let high = hits.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const { before, count } = hits[middle] as Hits;
    if (before + count <= at) low = middle + 1;
    else high = middle;
  }
  const found = hits[low];
  return found && at >= found.before ? { hits: found, nth: at - found.before } : null;
}

/** The first hit in this turn or below it; where there is none, the last of all. */
export function firstFrom({ hits, total }: Found, turn: number): number {
  return hits.find((each) => each.turn >= turn)?.before ?? total - 1;
}

const BETWEEN = { source: /[\s*_~`]+/uy, drawn: /\s+/uy } as const;
const LETTER = /[\p{L}\p{N}\p{M}_]/u;

/** Words as they are looked for in text as it was written (`source`) or as it is shown (`drawn`). */
export class Pattern {
  readonly matchCase: boolean;
  readonly #wholeWord: boolean;
  readonly #words: readonly string[];
  readonly #between: RegExp;

  constructor({ text, matchCase, wholeWord }: Query, kind: keyof typeof BETWEEN) {
    this.matchCase = matchCase;
    this.#wholeWord = wholeWord;
    this.#between = BETWEEN[kind];
    this.#words = (matchCase ? text : text.toLowerCase()).trim().split(/\s+/u);
  }

  /** `folded` is the text in lower case, or the text itself where case counts. */
  count(text: string, folded: string): number {
    let count = 0;
    for (let hit = this.next(text, folded, 0); hit !== null; hit = this.next(text, folded, hit[1])) count++;
    return count;
  }

  /** Every hit in a text, from and to. */
  all(text: string): [number, number][] {
    const lowered = text.toLowerCase();
    const folded = this.matchCase || lowered.length !== text.length ? text : lowered;
    const found: [number, number][] = [];
    for (let hit = this.next(text, folded, 0); hit !== null; hit = this.next(text, folded, hit[1]))
      found.push(hit);
    return found;
  }

  next(text: string, folded: string, from: number): [number, number] | null {
    const first = this.#words[0] ?? "";
    if (first === "") return null;
    for (let at = folded.indexOf(first, from); at >= 0; at = folded.indexOf(first, at + 1)) {
      const end = this.#end(folded, at + first.length);
      if (end === null) continue;
      if (this.#wholeWord && !(isBorder(text, at) && isBorder(text, end))) continue;
      return [at, end];
    }
    return null;
  }

  #end(folded: string, after: number): number | null {
    let end = after;
    for (let at = 1; at < this.#words.length; at++) {
      const word = this.#words[at] as string;
      this.#between.lastIndex = end;
      if (!this.#between.test(folded)) return null;
      end = this.#between.lastIndex;
      if (!folded.startsWith(word, end)) return null;
      end += word.length;
    }
    return end;
  }
}

/** No word goes on over this place. */
function isBorder(text: string, at: number): boolean {
  if (at === 0 || at >= text.length) return true;
  return !(
    LETTER.test(before(text, at)) && LETTER.test(String.fromCodePoint(text.codePointAt(at) as number))
  );
}

function before(text: string, at: number): string {
  const low = text.charCodeAt(at - 1);
  return low >= 0xdc00 && low <= 0xdfff ? text.slice(at - 2, at) : text.slice(at - 1, at);
}

function isSame(one: Query | null, other: Query): boolean {
  return (
    one !== null &&
    one.text === other.text &&
    one.matchCase === other.matchCase &&
    one.wholeWord === other.wholeWord
  );
}

function shownReplies({ replies, reply }: Searched): readonly Reply[] {
  const shown = reply === undefined ? undefined : replies[reply];
  return shown ? [shown] : replies;
}

/** The turn in which a message is shown, or -1. */
export function turnOf(turns: readonly Searched[], message: string): number {
  return turns.findIndex(
    (turn) =>
      turn.asked?.id === message ||
      shownReplies(turn).some(
        ({ parts, results }) =>
          parts.some((part) => part.id === message) ||
          [...results.values()].some((result) => result.id === message),
      ),
  );
}

/** What a person asked, for the outline of a chat: its first words, and when. */
export interface Prompt {
  readonly turn: number;
  readonly message: string;
  readonly text: string;
  readonly at: number | null;
}

const PROMPT_CHARACTERS = 140;

export function promptsOf(turns: readonly Pick<Turn, "asked">[]): readonly Prompt[] {
  return turns.flatMap(({ asked }, turn) => {
    if (asked === null) return [];
    const text = asked.content
      .slice(0, 4 * PROMPT_CHARACTERS)
      .replace(/\s+/gu, " ")
      .trim();
    return [
      {
        turn,
        message: asked.id,
        text: text.length > PROMPT_CHARACTERS ? `${text.slice(0, PROMPT_CHARACTERS)}…` : text,
        at: asked.metadata?.createdAt ?? null,
      },
    ];
  });
}
