/** What the settings say of the whole page: its language, its colours, its size, how wide a text runs, what moves. */
import { useEffect, useLayoutEffect } from "preact/hooks";
import { speak, language as spoken } from "../words/language";
import { useApp } from "./context";
import { applyZoom } from "./zoom";

/** The code that is in the page already; what comes later looks at the setting itself. */
function wrapAll(wraps: boolean): void {
  for (const block of document.querySelectorAll(".code")) {
    block.classList.toggle("wrapped", wraps);
    block.querySelector("[data-wrap]")?.setAttribute("aria-pressed", String(wraps));
  }
}

export function useLooks(): void {
  const { store } = useApp();
  const settings = store.part("settings").value;
  const zoom = store.part("zoom").value;
  const { theme = "system", motion = "system", width = "normal", wrapCode = false } = settings ?? {};
  useEffect(() => {
    const { dataset } = document.documentElement;
    const set = (name: "theme" | "motion" | "width" | "wrap", value: string, usual: string): void => {
      if (value === usual) delete dataset[name];
      else dataset[name] = value;
    };
    set("theme", theme, "system");
    set("motion", motion, "system");
    set("width", width, "normal");
    const wraps = wrapCode ? "code" : "";
    const isOther = (dataset.wrap ?? "") !== wraps;
    set("wrap", wraps, "");
    if (isOther) wrapAll(wrapCode);
  }, [theme, motion, width, wrapCode]);
  useLayoutEffect(() => applyZoom(zoom), [zoom]);
  const choice = settings?.language;
  useEffect(() => {
    if (choice !== undefined) void speak(choice, navigator.languages);
  }, [choice]);
  const now = spoken();
  useLayoutEffect(() => {
    document.documentElement.lang = now;
  }, [now]);
}
