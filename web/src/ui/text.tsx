/** A message's text. It is drawn by `MarkdownStream`, outside of the framework: text that grows renders nothing anew. */
import { effect } from "@preact/signals";
import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Answered, Reasoned } from "../domain/conversation";
import { wholeText } from "../domain/halves";
import { colour } from "../text/highlight";
import { MarkdownStream } from "../text/stream";
import { useApp } from "./context";

/** After a slow update the next one waits this many times as long: a huge paragraph must not freeze the window. */
const REST_FACTOR = 3;
const SLOW_MS = 8;

interface Props {
  readonly message: Answered | Reasoned;
  /** What goes on from it in mid-sentence. */
  readonly rest?: readonly Answered[];
}

export function StreamedText({ message, rest = [] }: Props): JSX.Element {
  const { store } = useApp();
  const root = useRef<HTMLDivElement>(null);
  const stream = useRef<MarkdownStream | null>(null);
  const open = [message, ...rest].some((half) => half.metadata?.open === true);
  const whole = [message, ...rest].map((half) => half.content ?? "").join("");

  useLayoutEffect(() => {
    if (root.current === null) return;
    stream.current ??= new MarkdownStream(root.current, colour);
    const shown = stream.current;
    shown.update(whole);
    if (!open) {
      shown.end();
      return;
    }
    let restUntil = 0;
    let late: ReturnType<typeof setTimeout> | undefined;
    const show = (): void => {
      const began = performance.now();
      clearTimeout(late);
      if (began < restUntil) {
        late = setTimeout(show, restUntil - began);
        return;
      }
      shown.update(textNow());
      const cost = performance.now() - began;
      restUntil = cost > SLOW_MS ? began + cost * (1 + REST_FACTOR) : 0;
    };
    const textNow = (): string =>
      wholeText(store.now().open?.conversation?.messages ?? [], message.id) ?? whole;
    const stop = effect(() => {
      store.part("open").value; // subscribes
      show();
    });
    return () => {
      stop();
      clearTimeout(late);
    };
  }, [message.id, open, open ? "" : whole]);

  return <div class="prose" ref={root} />;
}
