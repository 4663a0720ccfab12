/**
 * Draws diagrams in a frame of its own: no origin, no network, no storage (its Content-Security-Policy is in
 * backend/api/headers.py). The page sends a source and gets the text of an SVG, which it shows as an image only.
 */
"use strict";

let drawn = 0;

function configure(dark) {
  mermaid.initialize({
    startOnLoad: false,
    securityLevel: "strict",
    theme: dark ? "dark" : "neutral",
    themeVariables: { dropShadow: "none" }, // it is light in the dark
    htmlLabels: false,
    flowchart: { htmlLabels: false, useMaxWidth: false },
    suppressErrorRendering: true,
    maxTextSize: 20000,
    maxEdges: 500,
    fontFamily: "system-ui, sans-serif",
  });
}

/** An image needs its size; Mermaid gives the box that it draws in. */
function withSize(text) {
  const svg = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
  if (svg.nodeName !== "svg") throw new Error("no picture");
  const box = (svg.getAttribute("viewBox") || "").split(/[\s,]+/).map(Number);
  if (box.length === 4 && box[2] > 0 && box[3] > 0) {
    svg.setAttribute("width", String(Math.ceil(box[2])));
    svg.setAttribute("height", String(Math.ceil(box[3])));
  }
  svg.style.maxWidth = "";
  return new XMLSerializer().serializeToString(svg);
}

let queue = Promise.resolve();

async function draw({ id, source, dark }) {
  try {
    configure(dark);
    drawn += 1;
    const { svg } = await mermaid.render(`drawing-${drawn}`, source);
    parent.postMessage({ id, svg: withSize(svg) }, "*");
  } catch (error) {
    parent.postMessage({ id, error: String((error && error.message) || error).slice(0, 300) }, "*");
  }
}

addEventListener("message", (event) => {
  if (event.source === parent) queue = queue.then(() => draw(event.data));
});
parent.postMessage({ ready: true }, "*");
