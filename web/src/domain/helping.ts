/** A helper's work as an answer of its own: its steps stand with the call that gave it the task. */
import type { Answered, ToolCall, ToolResult } from "./conversation";
import type { Reply } from "./turns";

/** What the helper of this call did and said; null where the call has none. */
export function helperOf(call: ToolCall, message: Answered, reply: Reply): Reply | null {
  const steps = call.metadata?.steps;
  if (steps === undefined) return null;
  const runId = message.metadata?.runId;
  const parts: Answered[] = [];
  const results = new Map<ToolCall, ToolResult>();
  for (const step of steps) {
    if (step.role === "assistant") {
      parts.push({ ...step, metadata: { ...step.metadata, ...(runId === undefined ? {} : { runId }) } });
      continue;
    }
    for (let at = parts.length - 1; at >= 0; at--) {
      const own = parts[at]?.toolCalls?.find(({ id }) => id === step.toolCallId);
      if (own === undefined) continue;
      results.set(own, step);
      break;
    }
  }
  return { key: `${reply.key}/${call.id}`, parts, results, runs: reply.runs, interrupts: [] };
}
