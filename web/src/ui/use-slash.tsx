/** The menu behind a slash, as the message field has it: loaded when the first slash is typed. */
import type { JSX, RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { called, calledWith } from "../domain/called";
import { lazy } from "./lazy";
import type { SlashHandle, SlashProps } from "./slash-menu";

const SlashMenu = lazy<SlashProps>(() => import("./slash-menu").then((part) => part.SlashMenu));

interface Slash {
  /** For the field: what a screen reader follows. */
  readonly aria: Readonly<Record<`aria-${string}`, string | undefined>>;
  readonly key: (event: KeyboardEvent) => boolean;
  /** The field's text changed. */
  readonly look: () => void;
  /** Asked before the text is sent: whether a prompt that it calls was put into the field instead. */
  readonly takes: () => boolean;
  readonly menu: JSX.Element | null;
}

export function useSlash(draft: string, field: RefObject<HTMLTextAreaElement | null>): Slash {
  const [typed, setTyped] = useState<string | null>(null);
  /** More is written behind the name. */
  const [whole, setWhole] = useState(false);
  const [option, setOption] = useState<string | undefined>(undefined);
  const handle = useRef<SlashHandle | null>(null);
  /** Closed by Esc: it stays so until the slash is gone. */
  const closed = useRef(false);
  const begins = draft.startsWith("/");
  const look = (): void => {
    const area = field.current;
    if (area === null || closed.current || document.activeElement !== area) return;
    const name = called(area.value, area.selectionStart);
    setTyped(name ?? calledWith(area.value));
    setWhole(name === null);
  };
  useEffect(() => {
    if (begins) {
      document.addEventListener("selectionchange", look); // the caret goes back into the name
      return () => document.removeEventListener("selectionchange", look);
    }
    closed.current = false;
    setTyped(null);
  }, [begins]);
  const shown = typed !== null && begins;
  return {
    aria: shown
      ? { "aria-autocomplete": "list", "aria-controls": "slash-menu", "aria-activedescendant": option }
      : {},
    key: (event) => shown && handle.current?.key(event) === true,
    look,
    takes: () => shown && handle.current?.takes() === true,
    menu: shown ? (
      <SlashMenu
        typed={typed}
        whole={whole}
        field={field}
        handle={handle}
        chosen={setOption}
        close={() => {
          closed.current = true;
          setTyped(null);
        }}
      />
    ) : null,
  };
}
