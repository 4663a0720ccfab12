/**
 * The size of everything: a webview has no zoom of its own that it remembers. Media queries do not follow the size of
 * text, so whether the window is narrow is measured in text here and said by a class.
 */

const NARROW_REM = 50;
let percent = 100;

/** Changes the size by some percent; null is the normal size. */
export function changeZoom(by: number | null): void {
  percent = by === null ? 100 : Math.max(60, Math.min(240, percent + by));
  document.documentElement.style.fontSize = `${percent}%`;
  measure();
}

export function measure(): void {
  const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
  document.documentElement.classList.toggle("narrow", window.innerWidth < NARROW_REM * rem);
}
