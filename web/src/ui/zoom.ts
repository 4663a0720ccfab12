/**
 * The size of everything: a webview has no zoom of its own that it remembers. Media queries do not follow the size of
 * text, so whether the window is narrow is measured in text here and said by a class.
 */

const NARROW_REM = 50;

/** 1 is the normal size. */
export function applyZoom(zoom: number): void {
  document.documentElement.style.fontSize = `${Math.round(zoom * 100)}%`;
  measure();
}

export function measure(): void {
  const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
  document.documentElement.classList.toggle("narrow", window.innerWidth < NARROW_REM * rem);
}
