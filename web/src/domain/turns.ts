/**
 * A conversation as turns: a person's message and the answers to it. Derived anew for every change of structure, also
 * in a chat of 5,000 messages, so what has not changed is not looked at again: `Turns` remembers where each message
 * and run went, and a turn that shows the same stays the same object. What it cannot place for certain (a run that
 * nobody knows) is derived from the start each time.
 */
import type {
  Answered,
  Asked,
  Conversation,
  Interrupt,
  Message,
  Reasoned,
  Run,
  ToolCall,
  ToolResult,
} from "./conversation";

export type Part = Answered | Reasoned | Asked;

/** One answer: the run that began it and the runs that go on from it, with what they wrote and did. */
export interface Reply {
  /** The run that began it; empty where none is known. */
  readonly key: string;
  /** What was written, in order; also what a person said to steer it while it was written. */
  readonly parts: readonly Part[];
  readonly results: ReadonlyMap<ToolCall, ToolResult>;
  readonly runs: readonly Run[];
  readonly interrupts: readonly Interrupt[];
}

/** A person's message and its answers, the newest last. */
export interface Turn {
  readonly key: string;
  readonly asked: Asked | null;
  readonly replies: readonly Reply[];
}

/** Where things are, by their places in the conversation. */
interface ReplyPlan {
  readonly key: string;
  readonly turn: TurnPlan;
  readonly parts: number[];
  /** Result, and the call that it answers: its message and its place there. */
  readonly results: { readonly result: number; readonly message: number; readonly call: number }[];
  readonly runs: number[];
}

interface TurnPlan {
  readonly key: string;
  readonly asked: number | null;
  readonly replies: ReplyPlan[];
  /** What was shown last; null is to be made anew. */
  made: Turn | null;
}

export function turnsOf(conversation: Conversation): readonly Turn[] {
  return new Turns().of(conversation);
}

export class Turns {
  #before: Conversation | null = null;
  #plans: TurnPlan[] = [];
  #made: readonly Turn[] = [];
  #runs = new Map<string, number>();
  /** Message → where it went. */
  #places: (TurnPlan | null)[] = [];
  #byAsked = new Map<string, TurnPlan>();
  #byRoot = new Map<string, ReplyPlan>();
  #calls = new Map<string, { readonly message: number; readonly call: number; readonly reply: ReplyPlan }>();
  /** Something stands where it does for want of a better place, which a later fact may tell. */
  #loose = false;

  /** The turns of the conversation now. Fastest when it grew out of the one that was asked about last. */
  of(conversation: Conversation): readonly Turn[] {
    if (conversation === this.#before) return this.#made;
    const follows = this.#before !== null && !this.#loose && this.#follow(this.#before, conversation);
    if (!follows || this.#loose) {
      this.#restart();
      this.#place(conversation, 0, 0);
    }
    this.#before = conversation;
    this.#made = this.#make(conversation);
    return this.#made;
  }

  // --- placing --------------------------------------------------------------------------------------

  #restart(): void {
    this.#plans = [];
    this.#runs = new Map();
    this.#places = [];
    this.#byAsked = new Map();
    this.#byRoot = new Map();
    this.#calls = new Map();
    this.#loose = false;
  }

  /** Takes over what is new and marks the turns that changed. False when things are not where they were. */
  #follow(before: Conversation, now: Conversation): boolean {
    if (now.id !== before.id || now.messages.length < before.messages.length) return false;
    if (now.runs.length < before.runs.length) return false;
    for (let at = 0; at < before.runs.length; at++) {
      const [old, run] = [before.runs[at], now.runs[at]];
      if (old === run) continue;
      if (old?.id !== run?.id || old?.messageId !== run?.messageId || old?.parentRunId !== run?.parentRunId)
        return false;
      this.#changed(this.#replyOf(now, run?.id)?.turn);
    }
    for (let at = 0; at < before.messages.length; at++) {
      const [old, message] = [before.messages[at], now.messages[at]];
      if (old === message) continue;
      if (!old || !message || !staysInPlace(old, message) || !this.#followCalls(old, message, at))
        return false;
      this.#changed(this.#places[at]);
    }
    if (before.interrupts !== now.interrupts)
      for (const { runId } of [...before.interrupts, ...now.interrupts])
        this.#changed(this.#replyOf(now, runId)?.turn);
    this.#place(now, before.messages.length, before.runs.length);
    return true;
  }

  /** A message may get calls. One whose id is known already could take an earlier one's result: start anew. */
  #followCalls(old: Message, message: Message, at: number): boolean {
    if (old.role !== "assistant" || message.role !== "assistant") return true;
    const [had, has] = [old.toolCalls ?? [], message.toolCalls ?? []];
    if (has.length < had.length || had.some((call, place) => call.id !== has[place]?.id)) return false;
    const reply = this.#byRoot.get(this.#root(message.metadata?.runId)?.id ?? "");
    for (let place = had.length; place < has.length; place++) {
      const call = has[place];
      if (!call || !reply || this.#calls.has(call.id)) return false;
      this.#calls.set(call.id, { message: at, call: place, reply });
    }
    return true;
  }

  #current: Conversation | null = null;

  /** Places messages and runs from these on. */
  #place(now: Conversation, firstMessage: number, firstRun: number): void {
    this.#current = now;
    for (let at = firstRun; at < now.runs.length; at++) this.#runs.set(now.runs[at]?.id ?? "", at);
    for (let at = firstMessage; at < now.messages.length; at++)
      this.#places.push(this.#placeMessage(now.messages[at] as Message, at));
    for (let at = firstRun; at < now.runs.length; at++) {
      const reply = this.#ofRun(now.runs[at]?.id);
      reply.runs.push(at);
      this.#changed(reply.turn);
    }
    for (const { runId } of now.interrupts) this.#ofRun(runId);
    this.#current = null;
  }

  #placeMessage(message: Message, at: number): TurnPlan | null {
    switch (message.role) {
      case "user": {
        if (typeof message.metadata?.steers === "string") return this.#placePart(message.metadata.steers, at);
        const turn = this.#begin(message.id, at);
        this.#byAsked.set(message.id, turn);
        return turn;
      }
      case "tool": {
        // A call's id may come again in a later run: a result answers the latest call before it.
        const found = this.#calls.get(message.toolCallId);
        if (found === undefined) {
          this.#loose = true;
          return null;
        }
        found.reply.results.push({ result: at, message: found.message, call: found.call });
        this.#changed(found.reply.turn);
        return found.reply.turn;
      }
      case "assistant":
      case "reasoning": {
        const reply = this.#ofRun(message.metadata?.runId);
        if (message.role === "assistant")
          message.toolCalls?.forEach((call, place) => {
            this.#calls.set(call.id, { message: at, call: place, reply });
          });
        return this.#placePart(message.metadata?.runId, at);
      }
      default:
        return null;
    }
  }

  #placePart(run: string | undefined, at: number): TurnPlan {
    const reply = this.#ofRun(run);
    reply.parts.push(at);
    this.#changed(reply.turn);
    return reply.turn;
  }

  #begin(key: string, asked: number | null): TurnPlan {
    const turn: TurnPlan = { key, asked, replies: [], made: null };
    this.#plans.push(turn);
    return turn;
  }

  #ofRun(id: string | undefined): ReplyPlan {
    const root = this.#root(id);
    const known = root && this.#byRoot.get(root.id);
    if (known) return known;
    const asked = root?.messageId ? this.#byAsked.get(root.messageId) : undefined;
    if (asked === undefined) this.#loose = true;
    const turn = asked ?? this.#plans[this.#plans.length - 1] ?? this.#begin(id ?? "start", null);
    const last = turn.replies[turn.replies.length - 1];
    if (root === undefined && last !== undefined) return last; // nobody says whose it is: it goes with what is there
    const reply: ReplyPlan = { key: root?.id ?? "", turn, parts: [], results: [], runs: [] };
    turn.replies.push(reply);
    if (root !== undefined) this.#byRoot.set(root.id, reply);
    this.#changed(turn);
    return reply;
  }

  #root(id: string | undefined): Run | undefined {
    const runs = this.#current?.runs ?? this.#before?.runs ?? [];
    const find = (wanted: string): Run | undefined => runs[this.#runs.get(wanted) ?? -1];
    let run = id === undefined ? undefined : find(id);
    for (let depth = 0; run?.parentRunId && depth < 1000; depth++) {
      const parent = find(run.parentRunId);
      if (parent === undefined) {
        this.#loose = true; // it may come yet
        break;
      }
      run = parent;
    }
    return run;
  }

  #replyOf(now: Conversation, id: string | undefined): ReplyPlan | undefined {
    this.#current = now;
    const root = this.#root(id);
    this.#current = null;
    return root && this.#byRoot.get(root.id);
  }

  #changed(turn: TurnPlan | null | undefined): void {
    if (turn) turn.made = null;
  }

  // --- making ---------------------------------------------------------------------------------------

  #make(now: Conversation): readonly Turn[] {
    const asking = new Map<ReplyPlan, Interrupt[]>();
    for (const interrupt of now.interrupts) {
      const reply = this.#replyOf(now, interrupt.runId) ?? lastReply(this.#plans);
      if (reply) asking.set(reply, [...(asking.get(reply) ?? []), interrupt]);
    }
    return this.#plans.map((plan) => {
      plan.made ??= this.#makeTurn(now, plan, asking);
      return plan.made;
    });
  }

  #makeTurn(now: Conversation, plan: TurnPlan, asking: ReadonlyMap<ReplyPlan, Interrupt[]>): Turn {
    const began = (reply: ReplyPlan): number => this.#runs.get(reply.key) ?? -1;
    plan.replies.sort((one, other) => began(one) - began(other));
    const message = (at: number): Message => now.messages[at] as Message; // they are placed by where they are
    const replies = plan.replies.map(
      (reply): Reply => ({
        key: reply.key,
        parts: reply.parts.map((at) => message(at) as Part),
        results: new Map(
          reply.results.map(({ result, message: of, call }) => [
            (message(of) as Answered).toolCalls?.[call] as ToolCall,
            message(result) as ToolResult,
          ]),
        ),
        runs: reply.runs.map((at) => now.runs[at] as Run),
        interrupts: asking.get(reply) ?? [],
      }),
    );
    return { key: plan.key, asked: plan.asked === null ? null : (message(plan.asked) as Asked), replies };
  }
}

function staysInPlace(old: Message, message: Message): boolean {
  if (old.id !== message.id || old.role !== message.role) return false;
  if (old.metadata?.runId !== message.metadata?.runId) return false;
  return old.role !== "tool" || (message.role === "tool" && old.toolCallId === message.toolCallId);
}

function lastReply(plans: readonly TurnPlan[]): ReplyPlan | undefined {
  const replies = plans[plans.length - 1]?.replies;
  return replies?.[replies.length - 1];
}
