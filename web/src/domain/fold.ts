/**
 * The fold: facts in, conversation out. Pure, without clock or I/O, and equal to the server's fold: both run
 * `tests/vectors/*.json`. Unchanged parts keep their identity, so that a view can compare by reference.
 * Here stands who takes which event; what it does there is in `fold-messages`, `fold-calls`, `fold-runs`, `fold-head`.
 */
import type { Conversation } from "./conversation";
import {
  addOutput,
  addStep,
  addToolResult,
  changeToolCall,
  endToolCall,
  growStep,
  growToolCall,
  settleCall,
  startToolCall,
} from "./fold-calls";
import { applyHeadFact } from "./fold-head";
import { addText, changeMessage, endMessage, openMessage } from "./fold-messages";
import { applyRunFact, failRun, finishRun, startRun } from "./fold-runs";
import type { Event, EventOf, Frame } from "./frame";

/** `seen`: nothing new in it. `gap`: facts are missing before it, fetch the conversation. */
export type Outcome = "applied" | "seen" | "gap";

export function apply(state: Conversation, frame: Frame): { state: Conversation; outcome: Outcome } {
  const first = frame.n0 ?? frame.n;
  if (frame.n <= state.n) return { state, outcome: "seen" };
  const follows = first === state.n + 1 || (frame.set === true && first <= state.n + 1);
  if (!follows) return { state, outcome: "gap" };
  const next = applyEvent(state, frame.e, { run: frame.r, replaces: frame.set === true });
  return { state: { ...next, n: frame.n }, outcome: "applied" };
}

/** Where an event stands: its run, and whether it replaces what was there. */
export interface Context {
  readonly run: string | undefined;
  readonly replaces: boolean;
}

function applyEvent(state: Conversation, event: Event, context: Context): Conversation {
  switch (event.type) {
    case "TEXT_MESSAGE_START": {
      const role = event.role ?? "assistant";
      const opened = openMessage(state, event.messageId, role, event, context.run);
      return role === "user" ? showNewest(opened) : opened;
    }
    case "REASONING_MESSAGE_START":
      return openMessage(state, event.messageId, "reasoning", event, context.run);
    case "TEXT_MESSAGE_CONTENT":
    case "REASONING_MESSAGE_CONTENT":
      return addText(state, event, context);
    case "TEXT_MESSAGE_END":
    case "REASONING_MESSAGE_END":
      return endMessage(state, event);
    case "TOOL_CALL_START":
      return startToolCall(state, event, context.run);
    case "TOOL_CALL_ARGS":
      return growToolCall(state, event, context);
    case "TOOL_CALL_END":
      return endToolCall(state, event);
    case "TOOL_CALL_RESULT":
      return addToolResult(state, event, context.run);
    case "REASONING_ENCRYPTED_VALUE":
      return encrypt(state, event);
    case "RUN_STARTED": {
      const started = startRun(state, event);
      return event.parentRunId == null ? showNewest(started) : started;
    }
    case "RUN_FINISHED":
      return finishRun(state, event, context.run);
    case "RUN_ERROR":
      return failRun(state, event, context.run);
    case "CUSTOM":
      return applyCustom(state, event, context);
    default:
      return state;
  }
}

function applyCustom(state: Conversation, event: EventOf<"CUSTOM">, context: Context): Conversation {
  const value: Readonly<Record<string, unknown>> = event.value ?? {};
  if (event.name === "runnel:tool.output") return addOutput(state, value, context);
  if (event.name === "runnel:call.settled") return settleCall(state, value);
  if (event.name === "runnel:helper.step") return addStep(state, value);
  if (event.name === "runnel:helper.more") return growStep(state, value);
  return (
    applyRunFact(state, event.name, value, context.run) ?? applyHeadFact(state, event.name, value) ?? state
  );
}

/** Something new was asked or answered: it is what is shown. */
function showNewest(state: Conversation): Conversation {
  return state.leaf === null ? state : { ...state, leaf: null };
}

function encrypt(state: Conversation, event: EventOf<"REASONING_ENCRYPTED_VALUE">): Conversation {
  const { entityId, encryptedValue } = event;
  return event.subtype === "tool-call"
    ? changeToolCall(state, entityId, (call) => ({ ...call, encryptedValue }))
    : changeMessage(state, entityId, (message) => ({ ...message, encryptedValue }));
}
