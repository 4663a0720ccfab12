/** Where a person writes. Keeps every draft; Enter sends, Shift+Enter breaks the line, Esc stops the answer. */
import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { activeRun } from "../domain/view";
import { isAway, keyOf, workspaceOf } from "../state/app";
import { decidingOn } from "../state/deciding";
import { useApp, useSelect } from "./context";
import { Icon } from "./icons";
import { isImeKey } from "./keys";
import { ModelPicker } from "./model-picker";

const MOST_CHARACTERS = 1_000_000;

export function Composer(): JSX.Element {
  const { commands } = useApp();
  const key = useSelect(keyOf);
  const draft = useSelect((state) => state.drafts[keyOf(state)] ?? "");
  const run = useSelect((state) => (state.open?.conversation ? activeRun(state.open.conversation) : null));
  const waits = useSelect((state) => (state.open?.conversation?.interrupts.length ?? 0) > 0);
  const sending = useSelect((state) => state.open !== null && state.sending[state.open.id] !== undefined);
  const unsent = useSelect((state) => state.unsent[keyOf(state)]);
  const stopping = useSelect((state) => run !== null && decidingOn(state, run.id).stopping);
  const workspace = useSelect(workspaceOf);
  const away = useSelect(isAway);
  const input = useRef<HTMLTextAreaElement>(null);
  const tooLong = draft.length > MOST_CHARACTERS;
  const canSend = draft.trim() !== "" && run === null && !waits && !sending && !tooLong;

  useLayoutEffect(() => {
    const area = input.current;
    if (area === null) return;
    area.style.height = "auto";
    area.style.height = `${area.scrollHeight}px`;
  }, [draft, key]);

  const send = (): void => {
    if (canSend) void commands.send();
  };

  return (
    <div class="composer-area">
      {unsent && (
        <p class="composer-problem" role="alert">
          <Icon name="warning" />
          <span>{unsent.detail} Your text is still here.</span>
        </p>
      )}
      {tooLong && (
        <p class="composer-problem" role="alert">
          <Icon name="warning" />
          <span>
            This message has {draft.length.toLocaleString()} characters; {MOST_CHARACTERS.toLocaleString()}{" "}
            can be sent. Put the rest into a file in the chat's folder.
          </span>
        </p>
      )}
      <form
        class="composer"
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <textarea
          id="composer"
          ref={input}
          rows={1}
          dir="auto"
          spellcheck
          aria-label="Message"
          placeholder={waits ? "Answer the request above first" : "Write a message"}
          value={draft}
          onInput={(event) => commands.draft(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (isImeKey(event)) return;
            if (event.key === "Enter" && !event.shiftKey && !event.altKey) {
              event.preventDefault();
              send();
            }
          }}
        />
        <div class="composer-bar">
          <button
            type="button"
            class="chip"
            title={workspace ?? "The files that an answer may read, and where commands run"}
            aria-label={workspace ? `Folder ${workspace}. Change it` : "Choose a folder"}
            onClick={() => commands.show({ kind: "folder" })}
          >
            <Icon name="folder" />
            <span class="chip-text">{workspace ? lastName(workspace) : "Choose a folder"}</span>
          </button>
          <ModelPicker />
          <span class="space" />
          {run !== null ? (
            <button
              type="button"
              class="send stop"
              aria-label={stopping ? "Stopping" : "Stop the answer"}
              title="Stop (Esc)"
              disabled={stopping}
              onClick={() => void commands.stop()}
            >
              <Icon name="stop" />
            </button>
          ) : (
            <button
              type="submit"
              class="send"
              aria-label="Send"
              title="Send (Enter)"
              aria-disabled={!canSend}
            >
              <Icon name="send" />
            </button>
          )}
        </div>
      </form>
      <p class={away ? "composer-hint said" : "composer-hint"}>
        {away
          ? "There is no connection to Runnel: nothing can be sent now. What you write stays here."
          : run !== null && draft.trim() !== ""
            ? "You can send this when the answer is complete, or stop it with Esc."
            : "Answers can be wrong. Changes and commands are shown, and asked for first."}
      </p>
    </div>
  );
}

export function lastName(path: string): string {
  const parts = path.split(/[\\/]/).filter((part) => part !== "");
  return parts[parts.length - 1] ?? path;
}
