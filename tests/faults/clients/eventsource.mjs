// npm `eventsource`, left to itself: it reconnects as it is made to. One JSON line a fact: {"id": …, "data": …}.
//
//     node eventsource.mjs URL TOKEN
import { EventSource } from "eventsource";

const [url, token] = process.argv.slice(2);
const source = new EventSource(url, {
  fetch: (input, init) => fetch(input, { ...init, headers: { ...init.headers, Authorization: `Bearer ${token}` } }),
});
source.onmessage = (event) => process.stdout.write(`${JSON.stringify({ id: event.lastEventId, data: event.data })}\n`);
source.onerror = () => {
  if (source.readyState === EventSource.CLOSED) {
    process.stderr.write("closed for good\n");
    process.exit(1);
  }
};
process.stdin.on("end", () => process.exit(0)).resume();
