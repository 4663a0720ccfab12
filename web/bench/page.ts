/**
 * Streams a document in real time and measures each frame: script (the update), layout (asked for at once, as sticking
 * to the end does), frames that were missed, tasks above 50 ms, and the time from the last delta to its paint.
 * What to run is in the address; the result is posted to the server, which is `tests/bench/render.py`.
 */
import "../src/ui/styles/tokens.css";
import "../src/ui/styles/base.css";
import "../src/ui/styles/prose.css";
import "../src/ui/styles/code.css";
import "./bench.css";
import { documentOf, TOKEN_CHARACTERS } from "./documents";
import { ready, WAYS } from "./ways";

interface Flush {
  readonly script: number;
  readonly layout: number;
  readonly gap: number;
}

const asked = new URLSearchParams(location.search);
const tokens = Number(asked.get("tokens"));
const rate = Number(asked.get("rate"));
const way = WAYS[asked.get("way") ?? ""];
const text = documentOf(asked.get("kind") ?? "mixed", tokens);
const FRAME_MS = 1000 / 60;
const LONG_MS = 50;

const scroller = document.querySelector(".bench-scroll") as HTMLElement;
const root = document.querySelector(".prose") as HTMLElement;

function nextFrame(): Promise<number> {
  return new Promise((done) => requestAnimationFrame(done));
}

function afterPaint(): Promise<number> {
  return new Promise((done) => {
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => done(performance.now());
      channel.port2.postMessage(0);
    });
  });
}

async function run(): Promise<void> {
  if (way === undefined) throw new Error("which way?");
  await ready;
  const show = way(root);
  const flushes: Flush[] = [];
  for (let settle = 0; settle < 30; settle++) await nextFrame();
  const began = performance.now();
  let before = await nextFrame();
  let shown = 0;
  let paint = 0;
  const total = text.length / TOKEN_CHARACTERS;
  const marks = [0, 0.1, 0.9];
  while (shown < total) {
    const now = await nextFrame();
    if (shown >= (marks[0] ?? 2) * total) {
      marks.shift();
      await mark(flushes.length);
    }
    const due = Math.min(total, Math.floor(((performance.now() - began) / 1000) * rate));
    if (due === shown) continue;
    shown = due;
    const start = performance.now();
    show(text.slice(0, shown * TOKEN_CHARACTERS));
    const scripted = performance.now();
    scroller.scrollTop = scroller.scrollHeight;
    scroller.getBoundingClientRect();
    const laidOut = performance.now();
    flushes.push({ script: scripted - start, layout: laidOut - scripted, gap: now - before });
    before = now;
    if (shown >= total) paint = (await afterPaint()) - start;
  }
  await mark(flushes.length);
  await fetch("/result", { method: "POST", body: JSON.stringify(summary(flushes, paint)) });
}

/** The server notes how much of a processor this thread has used until now. */
async function mark(flushes: number): Promise<void> {
  await fetch("/mark", { method: "POST", body: JSON.stringify(flushes) });
}

function summary(flushes: readonly Flush[], paint: number): object {
  const tenth = Math.max(1, Math.floor(flushes.length / 10));
  const cost = (some: readonly Flush[]) => median(some.map(({ script, layout }) => script + layout));
  const missed = flushes.reduce((sum, { gap }) => sum + Math.max(0, Math.round(gap / FRAME_MS) - 1), 0);
  const seconds = flushes.reduce((sum, { gap }) => sum + gap, 0) / FRAME_MS;
  return {
    flushes: flushes.length,
    first: cost(flushes.slice(0, tenth)),
    last: cost(flushes.slice(-tenth)),
    worst: Math.max(...flushes.map(({ script, layout }) => script + layout)),
    script: sum(flushes.map(({ script }) => script)),
    layout: sum(flushes.map(({ layout }) => layout)),
    long: flushes.filter(({ script, layout }) => script + layout > LONG_MS).length,
    dropped: missed / Math.max(1, seconds),
    paint,
    elements: document.querySelectorAll("*").length,
  };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

run().catch((error: unknown) => fetch("/result", { method: "POST", body: JSON.stringify({ error: String(error) }) }));
