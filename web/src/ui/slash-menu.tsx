/**
 * The saved prompts while a slash is typed. The keyboard stays in the field: Up and Down choose, Enter or Tab takes,
 * Esc closes. What is taken stands in the field, to be changed before it is sent. Behind a whole name the one prompt
 * stays in sight: sending takes it first.
 */
import type { ComponentChildren, JSX, RefObject } from "preact";
import { useEffect, useImperativeHandle, useMemo, useState } from "preact/hooks";
import { behindName, matching, type Written, written } from "../domain/slash";
import { keyOf } from "../state/app";
import type { ServerPrompt } from "../wire/mcp";
import type { Prompt } from "../wire/shapes";
import { prompting } from "../words/prompting";
import { useApp } from "./context";
import { writeInto } from "./field";
import { Icon } from "./icons";
import { isImeKey } from "./keys";
import { Popup } from "./popup";
import "./styles/slash.css";

export const SLASH_ID = "slash-menu";

export interface SlashHandle {
  /** Whether the key was the menu's. */
  readonly key: (event: KeyboardEvent) => boolean;
  /** Takes the prompt behind whose whole name more is written; false where there is none. */
  readonly takes: () => boolean;
}

export interface SlashProps {
  readonly typed: string;
  /** It is the whole name, and more is written behind it. */
  readonly whole: boolean;
  readonly field: RefObject<HTMLTextAreaElement | null>;
  readonly handle: RefObject<SlashHandle | null>;
  /** Which option is the chosen one, for the field to tell; undefined is none. */
  readonly chosen: (id: string | undefined) => void;
  readonly close: () => void;
}

/** A prompt of the person's, or one that a server of tools offers. */
interface Choice extends Prompt {
  readonly from?: ServerPrompt;
}

export function SlashMenu({ typed, whole, field, handle, chosen, close }: SlashProps): JSX.Element | null {
  const { store, commands } = useApp();
  const { value, ...loaded } = store.part("prompts").value;
  const [theirs, setTheirs] = useState<readonly Choice[]>(NONE);
  const all = useMemo((): readonly Choice[] => [...(value?.prompts ?? []), ...theirs], [value, theirs]);
  const found = useMemo(
    () => (whole ? all.filter(({ name }) => name === typed).slice(0, 1) : matching(all, typed)),
    [all, typed, whole],
  );
  const shows = !whole || found.length > 0;
  const [moved, setMoved] = useState({ typed, at: 0 });
  // Another letter begins at the first one again. The last one leads to the settings.
  const here = moved.typed === typed && !whole ? Math.min(moved.at, found.length) : 0;
  useEffect(() => {
    void commands.loadPrompts();
    let here = true;
    void commands
      .serverPrompts()
      .then((offered) => here && setTheirs(offered.filter(mayBeTaken).map(asChoice)));
    return () => {
      here = false;
    };
  }, []);
  useEffect(() => {
    if (value !== undefined && shows)
      commands.say(
        found.length === 0 ? nothing(typed, all.length) : prompting().menuSays({ count: found.length }),
      );
  }, [found.length, value === undefined]);
  useEffect(() => {
    chosen(shows ? optionId(here) : undefined);
    document.getElementById(optionId(here))?.scrollIntoView({ block: "nearest" });
    return () => chosen(undefined);
  }, [here, shows]);

  const take = async (prompt: Choice): Promise<void> => {
    const area = field.current;
    const key = keyOf(store.now());
    const draft = store.now().drafts[key] ?? "";
    close();
    const put = prompt.from === undefined ? written(prompt.text, draft) : await offered(prompt.from, draft);
    const now = store.now();
    if (put === null || keyOf(now) !== key || (now.drafts[key] ?? "") !== draft) return; // something else is written
    writeInto(area, put.text, put.from, put.to);
    commands.draft(put.text);
    commands.say(prompting().taken({ name: prompt.name }));
  };
  const offered = async (prompt: ServerPrompt, draft: string): Promise<Written | null> => {
    const rest = behindName(draft);
    const text = await commands.serverPromptText(prompt, rest);
    if (text === null) return null;
    const takesIt = (prompt.arguments ?? []).length > 0;
    return takesIt ? { text, from: text.length, to: text.length } : written(text, draft);
  };
  const manage = (): void => {
    close();
    commands.show({ kind: "settings", section: "prompts", setting: "prompts" });
  };
  const act = (index: number): void => {
    const prompt = found[index];
    if (prompt === undefined) manage();
    else void take(prompt);
  };

  useImperativeHandle(
    handle,
    () => ({
      key(event) {
        if (isImeKey(event) || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return false;
        if (whole && (found.length === 0 || event.key !== "Escape")) return false;
        const count = found.length + 1;
        if (event.key === "ArrowDown") setMoved({ typed, at: (here + 1) % count });
        else if (event.key === "ArrowUp") setMoved({ typed, at: (here + count - 1) % count });
        else if (event.key === "Escape") close();
        else if ((event.key === "Enter" || event.key === "Tab") && found.length > 0) act(here);
        else return false;
        event.preventDefault();
        event.stopPropagation();
        return true;
      },
      takes() {
        const [prompt] = found;
        if (!whole || prompt === undefined) return false;
        void take(prompt);
        return true;
      },
    }),
    [found, here, typed, whole],
  );

  if (!shows) return null;
  return (
    <Popup
      key={`${whole}`}
      anchor={whole ? formOf(field) : field}
      close={close}
      label={prompting().menu}
      role="listbox"
      stays
      id={SLASH_ID}
      class="menu slash-menu"
    >
      {found.map((prompt, index) => (
        <Option key={prompt.name} index={index} chosen={index === here} act={act}>
          <span class="slash-name">/{prompt.name}</span>
          <span class="slash-text">{prompt.text.trim().split("\n", 1)[0]}</span>
          {prompt.from !== undefined && <span class="badge">{prompting().ofServer}</span>}
        </Option>
      ))}
      {found.length === 0 && (
        <p class="slash-none" role="presentation">
          {value !== undefined
            ? nothing(typed, all.length)
            : loaded.status === "failed"
              ? prompting().loadFailed
              : ""}
        </p>
      )}
      {!whole && (
        <Option index={found.length} chosen={here === found.length} act={act}>
          <Icon name="settings" />
          <span class="menu-says">{prompting().manage}</span>
        </Option>
      )}
    </Popup>
  );
}

interface OptionProps {
  readonly index: number;
  readonly chosen: boolean;
  readonly act: (index: number) => void;
  readonly children: ComponentChildren;
}

function Option({ index, chosen, act, children }: OptionProps): JSX.Element {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard stays in the field, which hands its keys on
    <div
      id={optionId(index)}
      role="option"
      tabIndex={-1}
      aria-selected={chosen}
      class={chosen ? "menu-item slash-option chosen" : "menu-item slash-option"}
      onPointerDown={(event) => event.preventDefault()} // the field keeps the keyboard
      onClick={() => act(index)}
    >
      {children}
    </div>
  );
}

const NONE: readonly Choice[] = [];

/** With what sends the message: a press there is none outside. */
function formOf(field: RefObject<HTMLTextAreaElement | null>): RefObject<HTMLElement | null> {
  return { current: field.current?.form ?? null };
}

/** One that wants several things cannot be asked for in a line. */
function mayBeTaken(prompt: ServerPrompt): boolean {
  return (prompt.arguments ?? []).filter(({ required }) => required).length <= 1;
}

function asChoice(prompt: ServerPrompt): Choice {
  const name = `${prompt.server}:${prompt.name}`.replace(/[\s/]+/g, "-");
  return { name, text: prompt.description || prompt.title, from: prompt };
}

function optionId(index: number): string {
  return `${SLASH_ID}-${index}`;
}

function nothing(typed: string, count: number): string {
  return count === 0 || typed === "" ? prompting().noneSaved : prompting().noneNamed({ name: typed });
}
