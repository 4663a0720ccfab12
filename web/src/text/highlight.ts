/**
 * Colours a code block, or draws its diagram, when it is complete and near the view. highlight.js works in a worker, started with the first
 * block; what it finds is put into the page in slices, without losing what the person has selected.
 */
import { sourceOf } from "./code";
import { drawDiagram } from "./diagram";
import type { Asked, Coloured } from "./highlight.worker";
import workerAddress from "./highlight.worker?worker&url";
import { paint } from "./paint";
import { startWorker } from "./trusted";

const MOST_CHARACTERS = 200_000;

/** How far outside of what is visible code is coloured already. */
const AHEAD = "600px 0px";

const observer =
  typeof IntersectionObserver === "undefined"
    ? null
    : new IntersectionObserver(
        (entries) => {
          for (const { isIntersecting, target } of entries) {
            if (!isIntersecting || !(target instanceof HTMLElement)) continue;
            observer?.unobserve(target);
            colourNow(target);
          }
        },
        { rootMargin: AHEAD },
      );

/** Colours the code of a settled block, if it has any in a known language, when it comes near to the view. */
export function colour(block: HTMLElement): void {
  if (block.matches(".code") || block.querySelector(".code") !== null) observer?.observe(block);
}

function colourNow(block: HTMLElement): void {
  const holders = block.matches(".code") ? [block] : Array.from(block.querySelectorAll<HTMLElement>(".code"));
  for (const holder of holders) {
    const language = holder.dataset.language;
    const code = holder.querySelector<HTMLElement>("code");
    if (language === "mermaid") void drawDiagram(holder);
    else if (language && code) ask(code, language);
  }
}

let worker: Worker | null = null;
let asked = 0;
const waiting = new Map<number, { code: HTMLElement; source: string }>();

function ask(code: HTMLElement, language: string): void {
  const source = sourceOf(code);
  if (source === "" || source.length > MOST_CHARACTERS) return;
  worker ??= started();
  asked += 1;
  waiting.set(asked, { code, source });
  worker.postMessage({ id: asked, source, language } satisfies Asked);
}

function started(): Worker {
  const made = startWorker(workerAddress);
  made.onmessage = ({ data: { id, runs } }: MessageEvent<Coloured>) => {
    const wanted = waiting.get(id);
    waiting.delete(id);
    if (wanted && runs && sourceOf(wanted.code) === wanted.source) paint(wanted.code, runs);
  };
  return made;
}
