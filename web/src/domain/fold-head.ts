/** What a conversation says about itself, and the messages that wait in its queue: one part of the fold. */
import {
  type BackgroundJob,
  type Conversation,
  emptyHead,
  type Head,
  type Queued,
  type Spent,
} from "./conversation";

type Value = Readonly<Record<string, unknown>>;

const notEnded = { endedAt: null, status: null, how: null, output: "" };

/** Follows one of our facts about the conversation; null for any other. */
export function applyHeadFact(state: Conversation, name: string, value: Value): Conversation | null {
  switch (name) {
    case "runnel:conversation.created":
    case "runnel:conversation.changed":
      return withMoreInstructions({ ...state, ...headIn(value) }, value.systemMore);
    case "runnel:conversation.deleted":
      return { ...state, deleted: true };
    case "runnel:conversation.restored": {
      const { deleted: _, ...restored } = state;
      return restored;
    }
    case "runnel:conversation.spent":
      return { ...state, spent: [...state.spent, value as unknown as Spent] };
    case "runnel:job.started":
      return { ...state, jobs: [...state.jobs, { ...notEnded, ...value } as unknown as BackgroundJob] };
    case "runnel:job.ended":
      return { ...state, jobs: state.jobs.map((job) => (job.id === value.id ? { ...job, ...value } : job)) };
    case "runnel:queue.added":
      return { ...state, queue: [...without(state, value.id), value as unknown as Queued] };
    case "runnel:queue.changed":
      return {
        ...state,
        queue: state.queue.map((queued) =>
          queued.id === value.id ? { ...queued, text: String(value.text) } : queued,
        ),
      };
    case "runnel:queue.moved":
      return { ...state, queue: moved(state.queue, value.id, value.before) };
    case "runnel:queue.removed":
      return { ...state, queue: without(state, value.id) };
    default:
      return null;
  }
}

/** Those keys of a fact that belong to a head. */
export function headIn(value: Value): Partial<Head> {
  const head: Record<string, unknown> = {};
  for (const key of Object.keys(emptyHead)) if (key in value) head[key] = value[key];
  return head;
}

/** Instructions too long for one frame come in several facts. */
function withMoreInstructions(state: Conversation, more: unknown): Conversation {
  return typeof more === "string" ? { ...state, system: (state.system ?? "") + more } : state;
}

/** Before another one, or to the end. */
function moved(queue: readonly Queued[], id: unknown, before: unknown): readonly Queued[] {
  const rest = queue.filter((queued) => queued.id !== id);
  const place = rest.findIndex((queued) => queued.id === before);
  const at = place < 0 ? rest.length : place;
  return [...rest.slice(0, at), ...queue.filter((queued) => queued.id === id), ...rest.slice(at)];
}

function without(state: Conversation, id: unknown): readonly Queued[] {
  return state.queue.filter((queued) => queued.id !== id);
}
