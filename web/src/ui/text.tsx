/** A message's text. It is drawn by `MarkdownStream`, outside of the framework: text that grows renders nothing anew. */
import { effect } from "@preact/signals";
import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Answered, Reasoned } from "../domain/conversation";
import { wholeText } from "../domain/halves";
import { Feed } from "../text/feed";
import { FootnotedStream, followFootnote } from "../text/footnotes";
import { colour } from "../text/highlight";
import { codeAction } from "./code-actions";
import { useApp } from "./context";

interface Props {
  readonly message: Answered | Reasoned;
  /** What goes on from it in mid-sentence. */
  readonly rest?: readonly Answered[];
}

export function StreamedText({ message, rest = [] }: Props): JSX.Element {
  const { store } = useApp();
  const root = useRef<HTMLDivElement>(null);
  const feed = useRef<Feed | null>(null);
  const open = [message, ...rest].some((half) => half.metadata?.open === true);
  const whole = [message, ...rest].map((half) => half.content ?? "").join("");

  useLayoutEffect(() => {
    if (root.current === null) return;
    feed.current ??= new Feed(new FootnotedStream(root.current, colour));
    const shown = feed.current;
    shown.show(whole, !open);
    if (!open) return () => shown.stop();
    const textNow = (): string =>
      wholeText(store.now().open?.conversation?.messages ?? [], message.id) ?? whole;
    const stop = effect(() => {
      store.part("open").value; // subscribes
      shown.show(textNow(), false);
    });
    return () => {
      stop();
      shown.stop();
    };
  }, [message.id, open, open ? "" : whole]);

  useLayoutEffect(() => {
    const at = root.current;
    for (const acts of [codeAction, followFootnote]) at?.addEventListener("click", acts);
    return () => {
      for (const acts of [codeAction, followFootnote]) at?.removeEventListener("click", acts);
    };
  }, []);

  return <div class="prose" data-message={message.id} ref={root} />;
}
