/**
 * A text that is pasted into a message. A long one may become a file by a press; one that would hold the page up is one
 * at once, and may be put into the message where it fits.
 */
import type { JSX, RefObject } from "preact";
import { useEffect, useState } from "preact/hooks";
import { LONG_PASTE, MOST_BYTES, MOST_FILES, MOST_PASTED } from "../domain/attachment";
import { keyOf } from "../state/app";
import type { Attaching } from "../state/attaching";
import { writing } from "../words/writing";
import { MOST_CHARACTERS, PasteOffer } from "./composer-notes";
import { useApp, useSelect } from "./context";

interface Pasted {
  readonly text: string;
  /** The window's name for the file that it became. */
  readonly file: string | undefined;
}

const NONE: readonly Attaching[] = [];

export function usePasting(input: RefObject<HTMLTextAreaElement | null>, draft: string) {
  const { store, commands } = useApp();
  const chat = useSelect(keyOf);
  const files = useSelect((state) => state.attached[keyOf(state)] ?? NONE);
  const [pasted, setPasted] = useState<Pasted | null>(null);
  const leave = (): void => setPasted(null);
  useEffect(leave, [chat]);

  const attach = (text: string): string | undefined => {
    commands.attach([
      { file: new File([text], "pasted.txt", { type: "text/plain" }), name: `${writing().pastedText}.txt` },
    ]);
    return store.now().attached[keyOf(store.now())]?.at(-1)?.key;
  };

  /** True when it has become a file. */
  const take = (text: string): boolean => {
    if (text.length <= LONG_PASTE) return false;
    const most = Math.min(MOST_PASTED, MOST_CHARACTERS - draft.length);
    const becomesFile = text.length > most && files.length < MOST_FILES && text.length <= MOST_BYTES;
    setPasted({ text, file: becomesFile ? attach(text) : undefined });
    return becomesFile;
  };

  const attachIt = (text: string): void => {
    const at = draft.lastIndexOf(text);
    leave();
    if (at < 0) return;
    commands.draft(draft.slice(0, at) + draft.slice(at + text.length));
    attach(text);
    input.current?.focus();
  };

  const putIn = ({ text, file = "" }: Pasted): void => {
    const at = input.current?.selectionEnd ?? draft.length;
    leave();
    commands.detach(file);
    commands.draft(draft.slice(0, at) + text + draft.slice(at));
    input.current?.focus();
  };

  return { take, leave, offer: pasted && offer(pasted) };

  function offer(of: Pasted): JSX.Element | false {
    const { text, file } = of;
    const length = text.length;
    if (file === undefined)
      return (
        draft.includes(text) && (
          <PasteOffer
            says={writing().youPasted({ length })}
            act={writing().attachAsFile}
            take={() => attachIt(text)}
            close={writing().leaveAsText}
            leave={leave}
          />
        )
      );
    return (
      files.some(({ key }) => key === file) && (
        <PasteOffer
          says={writing().pastedIsFile({ length })}
          act={draft.length + length > MOST_CHARACTERS ? undefined : writing().putIntoMessage}
          take={() => putIn(of)}
          close={writing().leaveAsFile}
          leave={leave}
        />
      )
    );
  }
}
