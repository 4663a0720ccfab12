/**
 * Diagrams: a closed block of Mermaid is drawn in a frame without origin and network (public/diagram), which is made
 * for the first one. What comes back is shown as an image: no script in it runs, no link in it can be followed,
 * nothing in it is loaded. What cannot be drawn stays code. Other colours of the page draw all of them again.
 */
import { transcript } from "../words/transcript";
import { sourceOf } from "./code";
import { element } from "./element";

const FRAME = "diagram/frame.html";
const MOST_CHARACTERS = 20_000;
const TIMEOUT_MS = 15_000;

interface Drawn {
  readonly id?: number;
  readonly svg?: string;
  readonly error?: string;
  readonly ready?: boolean;
}

let frame: HTMLIFrameElement | null = null;
let isReady = false;
let asked = 0;
const waiting = new Map<number, { source: string; done: (drawn: Drawn) => void }>();

/** Draws the code of `block`, a settled code block, above it. */
export async function drawDiagram(block: HTMLElement): Promise<void> {
  const code = block.querySelector("code");
  const source = code ? sourceOf(code) : "";
  if (source.trim() === "" || source.length > MOST_CHARACTERS || block.querySelector(".diagram")) return;
  const { svg, error } = await ask(source);
  if (svg === undefined) {
    block.querySelector(".code-language")?.setAttribute("title", error ?? transcript().notDrawn);
    return;
  }
  const picture = element("img", {
    alt: transcript().diagramOf({ what: source.trim().split("\n", 1)[0] ?? "" }),
    draggable: "false",
  });
  show(picture, svg);
  followColours();
  const holder = element("div", {
    class: "diagram",
    tabindex: "0",
    role: "region",
    "aria-label": transcript().kinds.diagram,
  });
  holder.append(picture);
  block.querySelector("pre")?.before(holder);
  block.classList.add("drawn");
  const button = element(
    "button",
    { type: "button", "data-as-source": "", "aria-pressed": "false" },
    transcript().source,
  );
  block.querySelector(".code-actions")?.prepend(button);
}

function show(picture: HTMLImageElement, svg: string): void {
  picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
}

let drawnDark: boolean | null = null;

/** Once for all diagrams. */
function followColours(): void {
  if (drawnDark !== null) return;
  drawnDark = isDark();
  const look = (): void => {
    if (drawnDark === isDark()) return;
    drawnDark = isDark();
    for (const block of document.querySelectorAll(".code.drawn")) void drawAgain(block);
  };
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", look);
  new MutationObserver(look).observe(document.documentElement, { attributeFilter: ["data-theme"] });
}

/** The old picture stays until the new one is there. */
async function drawAgain(block: Element): Promise<void> {
  const code = block.querySelector("code");
  const picture = block.querySelector<HTMLImageElement>(".diagram img");
  if (code === null || picture === null) return;
  const dark = drawnDark;
  const { svg } = await ask(sourceOf(code));
  if (svg !== undefined && dark === drawnDark) show(picture, svg);
}

function ask(source: string): Promise<Drawn> {
  return new Promise((done) => {
    asked += 1;
    const id = asked;
    const late = setTimeout(() => {
      finish(id, { error: transcript().tookTooLong });
      dismiss();
    }, TIMEOUT_MS);
    waiting.set(id, {
      source,
      done: (drawn) => {
        clearTimeout(late);
        done(drawn);
      },
    });
    if (frame === null) frame = open();
    else if (isReady) send(id, source);
  });
}

function open(): HTMLIFrameElement {
  const made = element("iframe", {
    class: "diagram-frame",
    sandbox: "allow-scripts",
    src: FRAME,
    tabindex: "-1",
  });
  made.setAttribute("aria-hidden", "true");
  addEventListener("message", hear);
  document.body.append(made);
  return made;
}

/** The frame hangs: the next diagram gets another. */
function dismiss(): void {
  removeEventListener("message", hear);
  frame?.remove();
  frame = null;
  isReady = false;
  for (const id of waiting.keys()) finish(id, { error: transcript().tookTooLong });
}

function hear(event: MessageEvent<Drawn>): void {
  if (event.source !== frame?.contentWindow) return;
  if (event.data.ready === true) {
    isReady = true;
    for (const [id, { source }] of waiting) send(id, source);
  } else if (typeof event.data.id === "number") {
    finish(event.data.id, event.data);
  }
}

function send(id: number, source: string): void {
  // The frame has no origin that could be named here.
  frame?.contentWindow?.postMessage({ id, source, dark: isDark() }, "*");
}

function finish(id: number, drawn: Drawn): void {
  const wanted = waiting.get(id);
  waiting.delete(id);
  wanted?.done(drawn);
}

function isDark(): boolean {
  const chosen = document.documentElement.dataset.theme;
  return chosen === undefined || chosen === "" || chosen === "system"
    ? matchMedia("(prefers-color-scheme: dark)").matches
    : chosen === "dark";
}
