/** Temml, loaded on demand by `math.ts`. */
import temml from "temml";
import "./formula.css";
import "temml/dist/Temml-Local.css";

const holder = document.createElement("span");

/** Null when the source is not TeX that Temml knows. */
export function typeset(tex: string, display: boolean): Element | null {
  try {
    temml.render(tex, holder, { displayMode: display, throwOnError: true, trust: false, maxSize: [20, 20] });
  } catch {
    return null;
  }
  const math = holder.firstElementChild;
  holder.replaceChildren();
  return math;
}
