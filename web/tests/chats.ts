/** Conversations to test with, in few words. */
import type { Answered, Asked, Conversation, Message, Run } from "../src/domain/conversation";
import { emptyConversation } from "../src/domain/conversation";

export const run = (id: string, messageId: string, more: Partial<Run> = {}): Run => ({
  id,
  status: "finished",
  messageId,
  model: null,
  parentRunId: null,
  startedAt: 1,
  endedAt: 2,
  error: null,
  usage: null,
  cost: null,
  context: null,
  plan: null,
  changes: [],
  notes: [],
  summaries: [],
  settled: null,
  ...more,
});

/** `parent` undefined: it follows the message before it. */
export const asked = (id: string, parent?: string | null): Asked => ({
  id,
  role: "user",
  content: `question ${id}`,
  metadata: parent === undefined ? {} : { parentId: parent },
});

export const answered = (id: string, runId: string): Answered => ({
  id,
  role: "assistant",
  content: `text of ${id}`,
  metadata: { runId },
});

export const chat = (
  messages: readonly Message[],
  runs: readonly Run[],
  more: Partial<Conversation> = {},
): Conversation => ({ ...emptyConversation("c"), messages, runs, ...more });
