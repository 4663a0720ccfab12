/** The live log of a server: what it writes, what it reports, and what was done with it. */
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { LogLine } from "../../wire/mcp";
import { date } from "../../words/numbers";
import { servers } from "../../words/servers";
import { useApp } from "../context";
import { VisibleText } from "../visible";

const LOOK_MS = 1_000;
const LINES_MOST = 1_000;

export function ServerLog({ name }: { name: string }): JSX.Element {
  const { commands } = useApp();
  const [open, setOpen] = useState(false);
  const [lines, setLines] = useState<readonly LogLine[]>([]);
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    if (!open) return;
    let over = false;
    let known = 0;
    const look = async (): Promise<void> => {
      const more = await commands.logAfter(name, known);
      if (over || more.length === 0) return;
      known = more[more.length - 1]?.n ?? known;
      setLines((now) => [...now, ...more].slice(-LINES_MOST));
    };
    setLines([]);
    void look();
    const timer = setInterval(() => void look(), LOOK_MS);
    return () => {
      over = true;
      clearInterval(timer);
    };
  }, [name, open]);
  // The newest stays in view for who has not scrolled away from it.
  useEffect(() => {
    const place = list.current;
    if (place && place.scrollHeight - place.scrollTop - place.clientHeight < 120)
      place.scrollTop = place.scrollHeight;
  }, [lines]);
  return (
    <details class="advanced" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{servers().log}</summary>
      {lines.length === 0 ? (
        <p class="field-note">{servers().logNone}</p>
      ) : (
        <ol class="server-log" ref={list} tabIndex={0} aria-label={servers().log}>
          {lines.map((line) => (
            <li key={line.n} class={`${line.from} ${line.level}`}>
              <time>{date(line.at, { hour: "numeric", minute: "numeric", second: "numeric" })}</time>
              <span class="visually-hidden">{servers().logFrom[line.from]}: </span>
              <VisibleText text={line.text} />
            </li>
          ))}
        </ol>
      )}
    </details>
  );
}
