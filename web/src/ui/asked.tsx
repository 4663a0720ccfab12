/** What a person wrote. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";

/** What a person wrote, as they wrote it. */
export function AskedMessage({ text, pending }: { text: string; pending?: boolean }): JSX.Element {
  const [whole, setWhole] = useState(false);
  const long = text.length > 3000;
  return (
    <article class={pending ? "asked pending" : "asked"} aria-label="You">
      <div class="asked-text" dir="auto">
        {long && !whole ? `${text.slice(0, 2500)}…` : text}
      </div>
      {long && (
        <button type="button" class="quiet small-text" onClick={() => setWhole(!whole)}>
          {whole ? "Show less" : "Show all of it"}
        </button>
      )}
      {pending && <div class="pending-note">Sending…</div>}
    </article>
  );
}
