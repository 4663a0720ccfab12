/**
 * Branches: every message and answer has a place in a tree, and one path through it is shown. A message hangs below
 * the answer that it follows; answers to the same message are siblings, and so are messages that follow the same
 * answer. Pure; what is shown is found from `leaf` upward, and from there downward along the newest.
 */
import type { Conversation, Message } from "./conversation";
import type { Reply, Turn } from "./turns";

/** A turn on the path that is shown. */
export interface ShownTurn extends Turn {
  /** The turn that it shows; equal while nothing in it has changed. */
  readonly turn: Turn;
  /** The messages that follow the same answer, this one among them, in the order in which they were asked. */
  readonly siblings: readonly string[];
  readonly at: number;
  /** The place of the answer that is shown; -1 where there is none yet. */
  readonly reply: number;
}

/** A message with its answers, and below each answer the messages that follow it. */
export interface Node {
  readonly turn: Turn;
  /** Those that follow the message itself, which has no answer with words in it. */
  readonly next: readonly Node[];
  readonly replies: readonly { readonly reply: Reply; readonly next: readonly Node[] }[];
}

/** Where something hangs: below nothing, below a message, or below one answer to it. */
interface Place {
  readonly turn: Turn;
  /** Its place among the turn's answers; -1 is the message itself. */
  readonly reply: number;
}

class Tree {
  /** Parent → the turns that follow it. */
  readonly #below = new Map<string, Turn[]>();
  readonly #above = new Map<Turn, Place | null>();
  readonly #places = new Map<string, Place>();
  readonly #order = new Map<Turn, number>();

  constructor(turns: readonly Turn[], conversation: Conversation) {
    turns.forEach((turn, at) => {
      this.#order.set(turn, at);
      this.#places.set(turn.key, { turn, reply: -1 });
      turn.replies.forEach((reply, at) => {
        const place = { turn, reply: at };
        for (const run of reply.runs) this.#places.set(run.id, place);
        for (const part of reply.parts) this.#places.set(part.id, place);
        for (const result of reply.results.values()) this.#places.set(result.id, place);
      });
    });
    const before = new Map<string, Message | undefined>();
    conversation.messages.forEach((message, at) => {
      if (message.role === "user") before.set(message.id, conversation.messages[at - 1]);
    });
    for (const turn of turns) {
      const parent = this.#parentOf(turn, before);
      this.#above.set(turn, parent);
      const key = keyOf(parent);
      const siblings = this.#below.get(key);
      if (siblings) siblings.push(turn);
      else this.#below.set(key, [turn]);
    }
  }

  below(place: Place | null): readonly Turn[] {
    return this.#below.get(keyOf(place)) ?? [];
  }

  orderOf(turn: Turn): number {
    return this.#order.get(turn) ?? -1;
  }

  above(turn: Turn): Place | null {
    return this.#above.get(turn) ?? null;
  }

  placeOf(id: string): Place | undefined {
    return this.#places.get(id);
  }

  #parentOf(turn: Turn, before: ReadonlyMap<string, Message | undefined>): Place | null {
    if (turn.asked === null) return null;
    const named = turn.asked.metadata?.parentId;
    const parent = named === undefined ? before.get(turn.asked.id)?.id : named;
    const place = parent === null || parent === undefined ? undefined : this.#places.get(parent);
    return place === undefined || place.turn === turn ? null : place;
  }
}

/** The turns on the path that is shown. */
export function shownOf(turns: readonly Turn[], conversation: Conversation): readonly ShownTurn[] {
  if (turns.length === 0) return [];
  const tree = new Tree(turns, conversation);
  const chosen = new Map<Turn, number>();
  const onPath = new Set<Turn>(); // a log may name parents in a circle
  // Upward from the leaf …
  let place: Place | null = endOf(tree, turns, conversation);
  while (place !== null && !onPath.has(place.turn)) {
    onPath.add(place.turn);
    if (place.reply >= 0) chosen.set(place.turn, place.reply);
    place = tree.above(place.turn);
  }
  const path = [...onPath].reverse();
  // … and from it downward along the newest.
  for (let last = path[path.length - 1]; last !== undefined; ) {
    const reply = chosen.get(last) ?? last.replies.length - 1;
    chosen.set(last, reply);
    const next = newestBelow(tree, last, reply);
    if (next === undefined || onPath.has(next)) break;
    onPath.add(next);
    path.push(next);
    last = next;
  }
  return path.map((turn) => {
    const siblings = siblingsOf(tree, turn);
    return {
      ...turn,
      turn,
      siblings: siblings.map((one) => one.key),
      at: siblings.indexOf(turn),
      reply: chosen.get(turn) ?? turn.replies.length - 1,
    };
  });
}

/** What follows a message itself, because its answer had no words, is shown below each of its answers. */
function newestBelow(tree: Tree, turn: Turn, reply: number): Turn | undefined {
  const places = reply < 0 ? [-1] : [reply, -1];
  const below = places.flatMap((place) => tree.below({ turn, reply: place }));
  return below.sort((one, other) => tree.orderOf(one) - tree.orderOf(other))[below.length - 1];
}

function siblingsOf(tree: Tree, turn: Turn): readonly Turn[] {
  return tree.below(tree.above(turn));
}

/** Where the path goes through: the leaf that was chosen, or else the newest of all. */
function endOf(tree: Tree, turns: readonly Turn[], { leaf, runs }: Conversation): Place {
  const chosen = leaf === null ? undefined : tree.placeOf(leaf);
  if (chosen !== undefined) return chosen;
  const newest = turns[turns.length - 1] as Turn; // the caller has seen that there is one
  if (newest.replies.length === 0) return { turn: newest, reply: -1 };
  for (let at = runs.length - 1; at >= 0; at--) {
    const run = runs[at];
    const place = run && run.parentRunId === null ? tree.placeOf(run.id) : undefined;
    if (place !== undefined) return place;
  }
  return { turn: newest, reply: -1 };
}

function keyOf(place: Place | null): string {
  return place === null ? "" : `${place.turn.key}\n${place.reply}`;
}

/** The whole tree, oldest first at every place. */
export function treeOf(turns: readonly Turn[], conversation: Conversation): readonly Node[] {
  const tree = new Tree(turns, conversation);
  const nodeOf = new Map<Turn, Node>();
  // From the newest: what follows a turn is made before it, so that no depth of chat is a depth of calls.
  const nodes = (place: Place | null): Node[] =>
    tree.below(place).flatMap((turn) => {
      const node = nodeOf.get(turn);
      return node ? [node] : [];
    });
  for (let at = turns.length - 1; at >= 0; at--) {
    const turn = turns[at] as Turn;
    nodeOf.set(turn, {
      turn,
      next: nodes({ turn, reply: -1 }),
      replies: turn.replies.map((reply, place) => ({ reply, next: nodes({ turn, reply: place }) })),
    });
  }
  return nodes(null);
}

/** The id that stands for an answer as a leaf: its last message, or its run where it has none. */
export function leafOf(reply: Reply): string {
  return reply.parts[reply.parts.length - 1]?.id ?? reply.key;
}

/** The message that a new one at the end of the shown path follows: an answer's last, or the person's own; null is none. */
export function endOfShown(shown: readonly ShownTurn[]): string | null {
  const last = shown[shown.length - 1];
  if (last === undefined) return null;
  const parts = last.turn.replies[last.reply]?.parts ?? [];
  const answers = parts.filter((part) => part.role === "assistant");
  return answers[answers.length - 1]?.id ?? last.turn.asked?.id ?? null;
}

/** The parent of a message as it was sent: what a rewritten one has to follow as well. */
export function parentOf(conversation: Conversation, id: string): string | null {
  const at = conversation.messages.findIndex((message) => message.id === id);
  const named = conversation.messages[at]?.metadata?.parentId;
  return named === undefined ? (conversation.messages[at - 1]?.id ?? null) : named;
}

/**
 * Keeps what is shown the same object while it is the same, so that a turn on screen can stay as it is. The tree of a
 * long chat is made anew only when something in it has another place; turns that only grew are replaced where they are.
 */
export class Shown {
  #before = new Map<string, ShownTurn>();
  #list: readonly ShownTurn[] = [];
  #turns: readonly Turn[] = [];
  #of: Pick<Conversation, "id" | "leaf" | "runs"> | null = null;

  of(turns: readonly Turn[], conversation: Conversation): readonly ShownTurn[] {
    const { id, leaf, runs } = conversation;
    const before = this.#of;
    const samePath =
      before?.id === id &&
      before.leaf === leaf &&
      before.runs.length === runs.length &&
      this.#isSameTree(turns);
    this.#list = samePath ? this.#grown(turns) : shownOf(turns, conversation);
    if (!samePath)
      this.#list = this.#list.map((shown) => {
        const kept = this.#before.get(shown.turn.key);
        return kept && sameShown(kept, shown) ? kept : shown;
      });
    this.#of = { id, leaf, runs };
    this.#turns = turns;
    this.#before = new Map(this.#list.map((shown) => [shown.turn.key, shown]));
    return this.#list;
  }

  #isSameTree(turns: readonly Turn[]): boolean {
    return (
      turns.length === this.#turns.length &&
      turns.every((turn, at) => turn === this.#turns[at] || samePlaces(turn, this.#turns[at] as Turn))
    );
  }

  #grown(turns: readonly Turn[]): readonly ShownTurn[] {
    const grown = new Map<Turn, Turn>();
    turns.forEach((turn, at) => {
      if (turn !== this.#turns[at]) grown.set(this.#turns[at] as Turn, turn);
    });
    if (grown.size === 0) return this.#list;
    return this.#list.map((shown) => {
      const turn = grown.get(shown.turn);
      const { siblings, at, reply } = shown;
      return turn === undefined ? shown : { ...turn, turn, siblings, at, reply };
    });
  }
}

/** Nothing that hangs anywhere hangs somewhere else: what was there is there still, and only text or actions came. */
function samePlaces(one: Turn, other: Turn): boolean {
  return (
    one.key === other.key &&
    one.asked?.metadata?.parentId === other.asked?.metadata?.parentId &&
    one.replies.length === other.replies.length &&
    one.replies.every((reply, at) => {
      const old = other.replies[at];
      return (
        reply.key === old?.key &&
        sameIds(reply.parts, old.parts) &&
        sameIds(reply.runs, old.runs) &&
        sameIds([...reply.results.values()], [...old.results.values()])
      );
    })
  );
}

function sameIds(
  one: readonly { readonly id: string }[],
  other: readonly { readonly id: string }[],
): boolean {
  return one.length === other.length && one.every(({ id }, at) => id === other[at]?.id);
}

function sameShown(one: ShownTurn, other: ShownTurn): boolean {
  return (
    one.turn === other.turn &&
    one.at === other.at &&
    one.reply === other.reply &&
    one.siblings.length === other.siblings.length &&
    one.siblings.every((id, at) => id === other.siblings[at])
  );
}
