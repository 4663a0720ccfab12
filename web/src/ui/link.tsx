/** The connection in words: nothing for a short break, a quiet line for a longer one, what to do for one that lasts. */
import type { ComponentChildren, JSX } from "preact";
import { isAway } from "../state/app";
import { page } from "../words/page";
import { useApp, useSelect } from "./context";
import { Icon } from "./icons";

export function LinkNote(): JSX.Element {
  const { store } = useApp();
  const link = store.part("link").value;
  return (
    <span class="link-state" role="status">
      {link === "lost" ? page().noConnection : ""}
    </span>
  );
}

/** It stands among the notices, and goes by itself when there is a connection. */
export function LinkNotice(): JSX.Element {
  const { commands } = useApp();
  return (
    <div class="notice" role="status">
      <Icon name="warning" />
      <span>
        <strong>{page().noAnswer}</strong> {page().noAnswerWhy}
      </span>
      <button type="button" class="button small" onClick={() => commands.reconnect()}>
        {page().tryNow}
      </button>
    </div>
  );
}

/** Below the message field: why nothing can be sent, or else what is said there. */
export function ComposerHint({ children }: { children: ComponentChildren }): JSX.Element {
  const away = useSelect(isAway);
  return <p class={away ? "composer-hint said" : "composer-hint"}>{away ? page().nothingSent : children}</p>;
}
