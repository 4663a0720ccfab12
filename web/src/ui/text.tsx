/** A message's text. It is drawn by `MarkdownStream`, outside of the framework: text that grows renders nothing anew. */
import { effect } from "@preact/signals";
import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Answered, Reasoned } from "../domain/conversation";
import { colour } from "../text/highlight";
import { MarkdownStream } from "../text/stream";
import { useApp } from "./context";

/** After a slow update the next one waits this many times as long: a huge paragraph must not freeze the window. */
const REST_FACTOR = 3;
const SLOW_MS = 8;

export function StreamedText({ message }: { message: Answered | Reasoned }): JSX.Element {
  const { store } = useApp();
  const root = useRef<HTMLDivElement>(null);
  const stream = useRef<MarkdownStream | null>(null);
  const open = message.metadata?.open === true;

  useLayoutEffect(() => {
    if (root.current === null) return;
    stream.current ??= new MarkdownStream(root.current, colour);
    const shown = stream.current;
    shown.update(message.content ?? "");
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
    const textNow = (): string => {
      const messages = store.now().open?.conversation?.messages ?? [];
      for (let at = messages.length - 1; at >= 0; at--) {
        const candidate = messages[at];
        if (candidate?.id === message.id) return candidate.content ?? "";
      }
      return message.content ?? "";
    };
    const stop = effect(() => {
      store.part("open").value; // subscribes
      show();
    });
    return () => {
      stop();
      clearTimeout(late);
    };
  }, [message.id, open, open ? "" : message.content]);

  return <div class="prose" ref={root} />;
}
