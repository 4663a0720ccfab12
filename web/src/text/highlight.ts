/**
 * Colours a code block when it is complete. highlight.js is loaded with the first block that needs it; its output
 * is built as nodes through its emitter, so no HTML string is ever made. Blocks above a size stay plain: WebKit's
 * regular expressions take 100 ms for 80 KB.
 */

import { sourceOf } from "./code";
import { element } from "./element";

const MOST_CHARACTERS = 20_000;

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

/** Colours the code of a committed block, if it has any in a known language, when it comes near to the view. */
export function colour(block: HTMLElement): void {
  if (block.matches(".code") || block.querySelector(".code") !== null) observer?.observe(block);
}

function colourNow(block: HTMLElement): void {
  const holders = block.matches(".code") ? [block] : Array.from(block.querySelectorAll<HTMLElement>(".code"));
  for (const holder of holders) {
    const language = holder.dataset.language;
    const code = holder.querySelector<HTMLElement>("code");
    if (language && code && (code.textContent ?? "").length <= MOST_CHARACTERS)
      void colourCode(code, language);
  }
}

async function colourCode(code: HTMLElement, language: string): Promise<void> {
  const { highlighted } = await import("./languages");
  const source = sourceOf(code);
  const nodes = highlighted(source, language);
  if (nodes === null || sourceOf(code) !== source) return;
  const chunk = element("span", { class: "chunk" });
  chunk.append(...nodes);
  code.replaceChildren(chunk);
}
