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

/** Tells the size of the screen that the window is on: at once, and when it may be on another one. */
export function followScreen(place: Window, tell: (screen: string) => void): void {
  const look = (): void => {
    const { width, height } = place.screen;
    if (width > 0 && height > 0) tell(`${Math.round(width)}x${Math.round(height)}`);
  };
  look();
  for (const sign of ["resize", "focus"]) place.addEventListener(sign, look);
  place.document.documentElement.addEventListener("mouseenter", look); // a window that was moved says nothing
}

export function measure(): void {
  const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
  document.documentElement.classList.toggle("narrow", window.innerWidth < NARROW_REM * rem);
}
