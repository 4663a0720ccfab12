/** What an action wrote: while it runs, its end, followed as a terminal is; afterwards all that was kept. */
import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { inert, tailOf } from "../text/terminal";

/** Shown of what is still written. */
const LIVE_CHARS = 12_000;
/** Who is this near to the end follows it. */
const NEAR_PX = 24;

export function LiveOutput({ text, label }: { text: string; label: string }): JSX.Element {
  const box = useRef<HTMLPreElement>(null);
  const follows = useRef(true);
  useLayoutEffect(() => {
    if (box.current && follows.current) box.current.scrollTop = box.current.scrollHeight;
  }, [text]);
  const shown = tailOf(text, LIVE_CHARS);
  return (
    <pre
      ref={box}
      class="live-output"
      tabIndex={0}
      role="log"
      aria-live="off"
      aria-label={label}
      dir="ltr"
      onScroll={(event) => {
        const { scrollHeight, scrollTop, clientHeight } = event.currentTarget;
        follows.current = scrollHeight - scrollTop - clientHeight <= NEAR_PX;
      }}
    >
      {shown.length < text.length ? "…\n" : ""}
      {inert(shown)}
    </pre>
  );
}
