/**
 * A small panel beside the button that opened it, in the top layer, so that nothing cuts it off. Esc, a press
 * outside and a person's scrolling close it; where something else moves its button, it goes along. Focus begins at
 * what has `data-begin`, and goes back to its button.
 */
import type { ComponentChildren, JSX, RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { isImeKey } from "./keys";

const GAP_PX = 6;
const EDGE_PX = 8;
/** What scrolls so soon after a wheel, a finger or a key is scrolled by them. */
const BY_HAND_MS = 300;
const SCROLLING = new Set(["ArrowUp", "ArrowDown", "PageUp", "PageDown", "Home", "End", " "]);

interface Props {
  readonly anchor: RefObject<HTMLElement | null>;
  /** `focus`: whether focus goes back to the button. */
  readonly close: (focus: boolean) => void;
  readonly label: string;
  readonly role?: "menu" | "dialog" | "listbox";
  readonly id?: string;
  /** Above what is written in, and also while something scrolls: the writing goes on. */
  readonly stays?: boolean;
  readonly class?: string;
  readonly children: ComponentChildren;
}

export function Popup({
  anchor,
  close,
  label,
  role = "dialog",
  id,
  stays,
  class: look,
  children,
}: Props): JSX.Element {
  const panel = useRef<HTMLDivElement>(null);
  const closing = useRef(close);
  closing.current = close;

  useLayoutEffect(() => {
    const made = panel.current;
    if (made === null) return;
    if (typeof made.showPopover === "function") made.showPopover(); // an older engine shows it in place
    place(made, anchor.current, stays);
    made.querySelector<HTMLElement>("[data-begin]")?.focus({ preventScroll: true });
    const observer = new ResizeObserver(() => place(made, anchor.current, stays));
    observer.observe(made);
    // What grows above the button makes something around it larger.
    for (let around = anchor.current; around !== null; around = around.parentElement)
      observer.observe(around);
    return () => observer.disconnect();
  }, []);

  // A layout effect as well: the next key may come before the next paint, and is for this layer.
  useLayoutEffect(() => {
    const inside = (target: EventTarget | null): boolean =>
      target instanceof Node &&
      (panel.current?.contains(target) === true || anchor.current?.contains(target) === true);
    const press = (event: PointerEvent): void => {
      if (!inside(event.target)) closing.current(false);
    };
    let byHand = Number.NEGATIVE_INFINITY;
    const hand = (event: Event): void => {
      const scrolls = !(event instanceof KeyboardEvent) || SCROLLING.has(event.key);
      if (scrolls && !inside(event.target)) byHand = performance.now();
    };
    const scroll = ({ target }: Event): void => {
      if (inside(target)) return;
      const isLeft = !stays && performance.now() - byHand < BY_HAND_MS;
      if (isLeft || isBeyond(anchor.current, target)) closing.current(false);
      else if (panel.current !== null) place(panel.current, anchor.current, stays);
    };
    const resize = (): void => closing.current(false);
    const key = (event: KeyboardEvent): void => {
      if (isImeKey(event) || event.key !== "Escape") return;
      event.preventDefault(); // this layer only: the answer below goes on
      event.stopPropagation();
      closing.current(true);
    };
    const leave = ({ relatedTarget }: FocusEvent): void => {
      if (relatedTarget !== null && !inside(relatedTarget)) closing.current(false);
    };
    const made = panel.current;
    made?.addEventListener("keydown", key);
    made?.addEventListener("focusout", leave);
    document.addEventListener("pointerdown", press);
    for (const kind of ["wheel", "touchmove", "keydown"] as const)
      document.addEventListener(kind, hand, { capture: true, passive: true });
    document.addEventListener("scroll", scroll, { capture: true, passive: true });
    window.addEventListener("resize", resize);
    return () => {
      made?.removeEventListener("keydown", key);
      made?.removeEventListener("focusout", leave);
      document.removeEventListener("pointerdown", press);
      for (const kind of ["wheel", "touchmove", "keydown"] as const)
        document.removeEventListener(kind, hand, { capture: true });
      document.removeEventListener("scroll", scroll, { capture: true });
      window.removeEventListener("resize", resize);
    };
  }, []);

  return (
    <div
      ref={panel}
      popover="manual"
      id={id}
      {...{ role, "aria-label": label }} // one of two roles, which both take a name
      tabIndex={-1}
      class={look ? `popup ${look}` : "popup"}
    >
      {children}
    </div>
  );
}

/** True for a button that was scrolled out of what shows it. */
function isBeyond(anchor: HTMLElement | null, scrolled: EventTarget | null): boolean {
  if (anchor === null || !(scrolled instanceof Element) || !scrolled.contains(anchor)) return false;
  const [at, view] = [anchor.getBoundingClientRect(), scrolled.getBoundingClientRect()];
  return at.bottom <= view.top || at.top >= view.bottom;
}

/** Below its button where there is room, else above it, or the other way round; never beyond the window's edges. */
function place(panel: HTMLElement, anchor: HTMLElement | null, isAbove = false): void {
  if (anchor === null) return;
  const from = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = panel;
  const rightToLeft = getComputedStyle(anchor).direction === "rtl";
  const wanted = rightToLeft ? from.right - width : from.left;
  const left = Math.max(EDGE_PX, Math.min(wanted, window.innerWidth - width - EDGE_PX));
  const below = from.bottom + GAP_PX;
  const above = from.top - GAP_PX - height;
  const fits = below + height <= window.innerHeight - EDGE_PX && !(isAbove && above >= EDGE_PX);
  panel.style.left = `${left}px`;
  panel.style.top = `${fits ? below : Math.max(EDGE_PX, above)}px`;
}
