/** What a fact says about the list of chats: who runs, who waits, what is new and what is gone. */
import type { Summary } from "../../domain/conversation";
import type { Frame } from "../../domain/frame";
import type { AppState } from "../app";
import { without } from "../record";
import { changeItem, inList, newestFirst, removed } from "./lists";
import { approved, cutOff, decided, ended } from "./runs";
import { shelfFact } from "./shelves";

/** While the list is asked for again, its facts are kept: the answer may not know them. */
export function noted(state: AppState, frame: Frame): AppState {
  return state.list.since === null ? state : inList(state, { since: [...state.list.since, frame] });
}

export function listFact(before: AppState, frame: Frame): AppState {
  const state = shelfFact(before, frame);
  const event = frame.e;
  const at = event.timestamp;
  const touch = (change: Partial<Summary>): AppState => {
    if (!state.list.items.some((item) => item.id === frame.c)) return inList(state, { stale: true });
    const items = changeItem(
      state.list.items,
      frame.c,
      at === undefined ? change : { ...change, updatedAt: at },
    );
    return inList(state, { items: newestFirst(items) });
  };
  switch (event.type) {
    case "TEXT_MESSAGE_START":
      return event.role === "user" ? touch({}) : state;
    case "RUN_STARTED":
      return touch({ running: true });
    case "RUN_FINISHED": {
      const asked = event.outcome?.type === "interrupt" ? event.outcome.interrupts.length : 0;
      return ended(
        { ...touch({ running: false }), waiting: counted(state.waiting, frame.c, asked) },
        frame.r,
      );
    }
    case "RUN_ERROR": {
      const next = ended(
        { ...touch({ running: false }), waiting: counted(state.waiting, frame.c, 0) },
        frame.r,
      );
      return event.code === "interrupted" && frame.r !== undefined ? cutOff(next, frame.c, frame.r) : next;
    }
    case "CUSTOM":
      return ownFact(state, frame, event.name, event.value ?? {}, at);
    default:
      return state;
  }
}

function ownFact(
  state: AppState,
  frame: Frame,
  name: string,
  value: Readonly<Record<string, unknown>>,
  at: number | undefined,
): AppState {
  switch (name) {
    case "runnel:conversation.created": {
      if (state.list.items.some((item) => item.id === frame.c)) return state;
      const title = typeof value.title === "string" ? value.title : "";
      const item = { id: frame.c, title, updatedAt: at ?? 0, running: false };
      return inList(state, { items: newestFirst([item, ...state.list.items]) });
    }
    case "runnel:conversation.changed":
      return changed(state, frame.c, value);
    case "runnel:conversation.restored":
      return inList(state, { stale: true });
    case "runnel:conversation.deleted":
      return removed(state, frame.c);
    case "runnel:run.settled":
      return frame.r === undefined ? state : decided(state, frame.r);
    case "runnel:interrupts.answered":
      return approved({ ...state, waiting: counted(state.waiting, frame.c, 0) }, value.runId);
    default:
      return state;
  }
}

/** What a person set of a chat, as far as its line in the list tells. None of it moves the chat but its pin. */
function changed(state: AppState, id: string, value: Readonly<Record<string, unknown>>): AppState {
  const { title, pinned, archived, tags } = value;
  const items = state.list.items;
  if (archived === true) return inList(state, { items: items.filter((item) => item.id !== id) });
  if (archived === false) return inList(state, { stale: true }); // it is back, wherever its day is
  const change: Partial<Summary> = {
    ...(typeof title === "string" ? { title } : {}),
    ...(typeof pinned === "boolean" ? { pinned } : {}),
    ...(Array.isArray(tags) ? { tags: tags.map(String) } : {}),
  };
  if (Object.keys(change).length === 0) return state;
  const next = changeItem(items, id, change);
  return inList(state, { items: "pinned" in change ? newestFirst(next) : next });
}

function counted(waiting: AppState["waiting"], id: string, count: number): AppState["waiting"] {
  return count === 0 ? without(waiting, id) : { ...waiting, [id]: count };
}
