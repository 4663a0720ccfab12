/** What the buttons of a code block do, apart from copying and saving. One listener for all blocks of a text. */
export function codeAction(event: MouseEvent): void {
  const button =
    event.target instanceof Element ? event.target.closest("[data-wrap], [data-as-source]") : null;
  const block = button?.closest<HTMLElement>(".code");
  if (!(button instanceof HTMLElement) || !block) return;
  const name = button.dataset.asSource === undefined ? "wrapped" : "as-source";
  button.setAttribute("aria-pressed", String(block.classList.toggle(name)));
}
