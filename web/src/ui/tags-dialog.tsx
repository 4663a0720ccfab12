/** The tags of one chat: those that there are, and new ones. */
import "./styles/bin.css";
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { common } from "../words/common";
import { shelves } from "../words/shelves";
import { useApp } from "./context";
import { Dialog } from "./dialog";
import { Icon } from "./icons";
import { isImeKey } from "./keys";

const MOST_TAGS = 20;
const MOST_CHARACTERS = 40;

export function TagsDialog({ id, title }: { id: string; title: string }): JSX.Element {
  const { store, commands } = useApp();
  const loaded = store.part("tags").value;
  /** The chat's own, once they are known; and what is made of them here, which may begin before. */
  const [own, setOwn] = useState<readonly string[] | null>(null);
  const [added, setAdded] = useState<readonly string[]>([]);
  const [removed, setRemoved] = useState<readonly string[]>([]);
  const [text, setText] = useState("");
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const load = (): void => {
    setProblem("");
    void commands.loadTags();
    commands.chat(id).then(
      ({ tags }) => setOwn(tags),
      (error: unknown) => setProblem(error instanceof Error ? error.message : String(error)),
    );
  };
  useEffect(load, []);
  const now = [
    ...(own ?? []).filter((tag) => !removed.some((other) => isSame(tag, other))),
    ...added.filter((tag) => !own?.some((other) => isSame(tag, other))),
  ];
  const known = loaded.value?.tags.map(({ name }) => name) ?? [];
  const all = [...known, ...now.filter((tag) => !known.some((other) => isSame(tag, other)))];
  const has = (tag: string): boolean => now.some((other) => isSame(tag, other));
  const put = (tag: string): void => {
    setRemoved(removed.filter((other) => !isSame(tag, other)));
    setAdded([...added, tag]);
  };
  const toggle = (tag: string): void => {
    if (!has(tag)) {
      put(tag);
      return;
    }
    setAdded(added.filter((other) => !isSame(tag, other)));
    setRemoved([...removed, tag]);
  };
  const typed = text.trim();
  const isFull = now.length >= MOST_TAGS;
  const add = (): readonly string[] => {
    setText("");
    if (typed === "" || has(typed) || isFull) return now;
    put(typed);
    return [...now, typed];
  };
  const save = async (): Promise<void> => {
    if (busy) return;
    const tags = add();
    setBusy(true);
    const done = await commands.setTags(id, tags);
    setBusy(false);
    if (!done.ok) {
      setProblem(done.detail);
      return;
    }
    void commands.loadTags();
    commands.closeDialog();
  };
  return (
    <Dialog title={shelves().tags}>
      <p class="dialog-lead" dir="auto">
        {title}
      </p>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          if (typed !== "") add();
          else void save();
        }}
      >
        <label class="field">
          <span>{shelves().newTag}</span>
          <span class="field-row">
            <input
              ref={field}
              type="text"
              dir="auto"
              autofocus
              autocomplete="off"
              maxLength={MOST_CHARACTERS}
              value={text}
              disabled={isFull}
              onInput={(event) => setText(event.currentTarget.value)}
              onKeyDown={(event) => {
                if (event.key === "Enter" && isImeKey(event)) event.preventDefault();
              }}
            />
            <button type="submit" class="button" disabled={typed === "" || isFull}>
              {shelves().add}
            </button>
          </span>
          <span class="field-note">{isFull ? shelves().full({ most: MOST_TAGS }) : shelves().whatFor}</span>
        </label>
        <fieldset class="field tag-choices" aria-busy={own === null}>
          <legend>{shelves().ofThisChat}</legend>
          {all.length === 0 && <p class="field-note">{shelves().noneYet}</p>}
          {all.map((tag) => (
            <label key={tag} class={has(tag) ? "tag-choice chosen" : "tag-choice"}>
              <input
                type="checkbox"
                checked={has(tag)}
                disabled={own === null || (isFull && !has(tag))}
                onChange={() => toggle(tag)}
              />
              {has(tag) && <Icon name="check" />}
              <bdi>{tag}</bdi>
            </label>
          ))}
        </fieldset>
        {problem && (
          <p class="error-text" role="alert">
            {problem}{" "}
            {own === null && (
              <button
                type="button"
                class="quiet"
                onClick={() => {
                  field.current?.focus(); // for this button goes, and a new tag can be written already
                  load();
                }}
              >
                {common().tryAgain}
              </button>
            )}
          </p>
        )}
        <div class="dialog-actions">
          <button type="button" class="button" onClick={() => commands.closeDialog()}>
            {common().cancel}
          </button>
          <button
            type="button"
            class="button primary"
            disabled={own === null}
            aria-disabled={busy}
            onClick={() => void save()}
          >
            {common().save}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function isSame(one: string, other: string): boolean {
  return one.toLocaleLowerCase() === other.toLocaleLowerCase();
}
