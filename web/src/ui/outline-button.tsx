/** Opens the outline of the chat on screen beside itself. */
import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import { transcript } from "../words/transcript";
import { useApp } from "./context";
import { Icon } from "./icons";
import { lazy } from "./lazy";
import { Popup } from "./popup";

const Outline = lazy(async () => (await import("./outline")).Outline);

export function OutlineButton(): JSX.Element {
  const { store } = useApp();
  const [shown, setShown] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const chat = shown ? store.now().open?.conversation : null;
  const close = (focus: boolean): void => {
    setShown(false);
    if (focus) button.current?.focus();
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        class="icon-button"
        aria-label={transcript().yourMessagesHere}
        title={shown ? undefined : transcript().yourMessagesHere}
        aria-haspopup="dialog"
        aria-expanded={shown}
        onClick={() => setShown(!shown)}
      >
        <Icon name="answer" />
      </button>
      {chat && (
        <Popup anchor={button} close={close} label={transcript().yourMessagesHere} class="outline">
          <Outline chat={chat} close={close} />
        </Popup>
      )}
    </>
  );
}
