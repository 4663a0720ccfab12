/** What the buttons of a code block do, apart from Copy. One listener for all blocks of a text. */
import { sourceOf } from "../text/code";

const KEPT_MS = 60_000;

export function codeAction(event: MouseEvent): void {
  const button =
    event.target instanceof Element
      ? event.target.closest("[data-wrap], [data-save], [data-as-source]")
      : null;
  const block = button?.closest<HTMLElement>(".code");
  const code = block?.querySelector("code");
  if (!(button instanceof HTMLElement) || !block || !code) return;
  if (button.dataset.save !== undefined) saveText(sourceOf(code), button.dataset.save);
  else {
    const name = button.dataset.asSource === undefined ? "wrapped" : "as-source";
    button.setAttribute("aria-pressed", String(block.classList.toggle(name)));
  }
}

function saveText(source: string, name: string): void {
  const address = URL.createObjectURL(new Blob([`${source}\n`], { type: "text/plain;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.hidden = true;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), KEPT_MS);
}
