/**
 * Formulas: Temml makes MathML of TeX, loaded with the first formula; until then, and when it cannot read one, the
 * source is shown. What it makes is checked: MathML elements only, nothing that could be addressed or followed.
 */
import { element } from "./element";

const MATHML = "http://www.w3.org/1998/Math/MathML";
/** Longer formulas are shown as their source. */
const MOST_CHARACTERS = 10_000;

type Typeset = (tex: string, display: boolean) => Element | null;

let typeset: Typeset | null = null;
let isLoading = false;
/** Made before Temml was there. */
let waiting: WeakRef<HTMLElement>[] = [];

/** The element of a formula. `source` is what was written, with its marks. */
export function formula(
  tex: string,
  display: boolean,
  source: string,
  tag: "span" | "div" = "span",
): HTMLElement {
  const kind = display ? "math display" : "math";
  const made = element(tag, { class: kind, "data-tex": tex, "data-source": source, dir: "ltr" }, source);
  if (typeset) set(made, typeset);
  else {
    waiting.push(new WeakRef(made));
    load();
  }
  return made;
}

export function isFormula(element: Element): boolean {
  return element.hasAttribute("data-tex");
}

/** `one` shows what `other` does: set, where the other is set. */
export function isSameFormula(one: Element, other: Element): boolean {
  const tex = one.getAttribute("data-tex");
  if (tex === null || tex !== other.getAttribute("data-tex") || one.className !== other.className)
    return false;
  return isSet(one) || !isSet(other);
}

function isSet(formula: Element): boolean {
  return formula.firstElementChild !== null;
}

function load(): void {
  if (isLoading) return;
  isLoading = true;
  import("./typeset").then(
    (loaded) => {
      typeset = loaded.typeset;
      const known = waiting.map((made) => made.deref());
      const there = document.querySelectorAll<HTMLElement>(".math[data-tex]");
      for (const made of new Set([...known, ...there])) if (made && !isSet(made)) set(made, typeset);
      waiting = [];
    },
    () => {
      waiting = []; // the sources stay
    },
  );
}

function set(made: HTMLElement, work: Typeset): void {
  const tex = made.getAttribute("data-tex");
  if (tex === null || tex.length > MOST_CHARACTERS) return;
  const math = work(tex, made.classList.contains("display"));
  if (math !== null && isOnlyMath(math)) made.replaceChildren(math);
}

function isOnlyMath(math: Element): boolean {
  for (const part of [math, ...math.querySelectorAll("*")]) {
    if (part.namespaceURI !== MATHML) return false;
    for (const name of part.getAttributeNames()) {
      if (/^(id|href|src|action.*|on.*|xlink:.*)$/i.test(name)) part.removeAttribute(name);
    }
  }
  return true;
}
