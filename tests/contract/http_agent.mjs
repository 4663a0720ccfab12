// The standard AG-UI client against our standard door: node http_agent.mjs '{"url", "token", "threadId", "text", "approve"?}'
// Prints what it ended with: its messages, the types of all events, and whether it was left waiting.
import { HttpAgent } from "@ag-ui/client";

const { url, token, threadId, text, approve } = JSON.parse(process.argv[2]);
const agent = new HttpAgent({ url: `${url}/ag-ui`, threadId, headers: { Authorization: `Bearer ${token}` } });
agent.messages = [{ id: crypto.randomUUID(), role: "user", content: text }];
const types = [];
let interrupts = [];
const subscriber = {
  onEvent: ({ event }) => {
    types.push(event.type);
    if (event.type === "RUN_FINISHED" && event.outcome?.type === "interrupt") interrupts = event.outcome.interrupts;
  },
};
const forwardedProps = { model: "fake:scripted" };
await agent.runAgent({ runId: crypto.randomUUID(), forwardedProps }, subscriber);
if (approve !== undefined) {
  const resume = interrupts.map(({ id }) => ({ interruptId: id, status: "resolved", payload: { approved: approve } }));
  interrupts = [];
  await agent.runAgent({ runId: crypto.randomUUID(), forwardedProps, resume }, subscriber);
}
console.log(JSON.stringify({ messages: agent.messages, types, waiting: interrupts.length }));
