/** Servers from other apps' lists or from pasted JSON. What is added waits to be looked at. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { inOwnWords } from "../../domain/own-words";
import type { FoundList, ImportFrom, TakenServers } from "../../wire/mcp";
import { common } from "../../words/common";
import { servers } from "../../words/servers";
import { useApp } from "../context";
import { VisibleText } from "../visible";
import { Problem } from "./setting";

export function ServerImport({ back }: { back: () => void }): JSX.Element {
  const { commands } = useApp();
  const [found, setFound] = useState<readonly FoundList[]>([]);
  const [text, setText] = useState("");
  const [taken, setTaken] = useState<TakenServers | null>(null);
  const [problem, setProblem] = useState("");
  useEffect(() => void commands.foundLists().then(setFound), []);
  const take = async (from: ImportFrom, pasted?: string): Promise<void> => {
    const result = await commands.takeServers(from, pasted);
    setProblem(typeof result === "string" ? result : "");
    setTaken(typeof result === "string" ? null : result);
    if (typeof result !== "string" && result.added.length > 0) setText("");
  };
  return (
    <form
      class="form"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() !== "") void take("text", text);
      }}
    >
      <h5 class="step-name" tabIndex={-1} data-begin="">
        {servers().takeTitle}
      </h5>
      <p class="field-note">{servers().nothingRuns}</p>
      {found.map(({ from, title, path }) => (
        <div key={from} class="server-found">
          <button type="button" class="button" onClick={() => void take(from)}>
            {servers().fromApp({ app: title })}
          </button>
          <span class="field-note">
            <VisibleText text={path} />
          </span>
        </div>
      ))}
      <label class="field">
        <span>{servers().paste}</span>
        <textarea
          class="area server-paste"
          rows={8}
          dir="ltr"
          spellcheck={false}
          placeholder={'{ "mcpServers": { "files": { "command": "npx", "args": ["…"] } } }'}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
        <span class="field-note">{servers().pasteNote}</span>
      </label>
      <Problem text={problem} />
      {taken !== null && (
        <div role="status">
          <p class={taken.added.length > 0 ? "good-text" : "field-note"}>
            {taken.added.length > 0
              ? servers().added({ names: taken.added.join(", ") })
              : servers().addedNone}
          </p>
          {taken.skipped.map(({ name, says }) => (
            <p key={name} class="field-note warning-text">
              {servers().skipped({ name, says: inOwnWords(says) })}
            </p>
          ))}
        </div>
      )}
      <div class="dialog-actions">
        <button type="button" class="button" onClick={back}>
          {common().back}
        </button>
        <span class="space" />
        <button type="submit" class="button primary" disabled={text.trim() === ""}>
          {servers().takeText}
        </button>
      </div>
    </form>
  );
}
