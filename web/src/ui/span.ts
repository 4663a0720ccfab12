/**
 * Which turns of a long chat are in the page: a span that grows at the end that is looked at and is trimmed at the
 * other. Pure; sizes are counted in messages, a long one for more than one, so that no step costs more than another.
 */

/** Turns from `from` up to, not including, `to`. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** How large a turn is, in messages. */
export type SizeOf = (turn: number) => number;

/** Enough for two screens: what stands there at the first paint. */
export const FIRST = 20;
/** What is added at a time. */
export const STEP = 12;
export const MOST = 240;

/** The end of the chat. */
export function lastSpan(count: number, sizeOf: SizeOf): Span {
  return { from: reach(count, -1, FIRST, count, sizeOf), to: count };
}

/** A place in the middle: the turn, some before it, and at least as many after it. */
export function spanAround(turn: number, count: number, sizeOf: SizeOf): Span {
  return {
    from: reach(turn, -1, FIRST / 2, count, sizeOf),
    to: reach(turn, 1, FIRST, count, sizeOf),
  };
}

export function grownUp({ from, to }: Span, count: number, sizeOf: SizeOf): Span {
  const first = reach(from, -1, STEP, count, sizeOf);
  return { from: first, to: Math.max(from, Math.min(to, reach(first, 1, MOST, count, sizeOf))) };
}

export function grownDown({ from, to }: Span, count: number, sizeOf: SizeOf): Span {
  const last = reach(to, 1, STEP, count, sizeOf);
  return { from: Math.min(to, Math.max(from, reach(last, -1, MOST, count, sizeOf))), to: last };
}

/** The end of the chat for somebody who follows it: what is there stays, until it is too much. */
export function followedSpan({ from }: Span, count: number, sizeOf: SizeOf): Span {
  const most = reach(count, -1, MOST, count, sizeOf);
  return { from: Math.min(Math.max(from, most), Math.max(0, count - 1)), to: count };
}

/** The same turns, where some came before them. */
export function moved({ from, to }: Span, by: number): Span {
  return { from: from + by, to: to + by };
}

/** From a border so many messages up (-1) or down (1); at least one turn, where there is one. */
function reach(border: number, way: -1 | 1, messages: number, count: number, sizeOf: SizeOf): number {
  let at = border;
  for (let sum = 0; sum < messages && (way < 0 ? at > 0 : at < count); at += way)
    sum += sizeOf(way < 0 ? at - 1 : at);
  return at;
}
