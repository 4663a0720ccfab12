/** Everything that can be set, in sections and by search. What is changed is in force and saved at once. */
import type { JSX } from "preact";
import { useMemo, useRef, useState } from "preact/hooks";
import type { Section } from "../../state/app";
import type { Settings } from "../../wire/shapes";
import { useApp } from "../context";
import { Dialog } from "../dialog";
import { Icon } from "../icons";
import { isImeKey } from "../keys";
import { About } from "./about";
import { Access } from "./access";
import { Around } from "./around";
import { ORDER, SECTIONS, SETTINGS, settingsWith } from "./catalog";
import { ChatSettings } from "./chat";
import { Data } from "./data";
import { General } from "./general";
import { Models } from "./models";
import { Permissions } from "./permissions";
import { Prompts } from "./prompts";
import { Servers } from "./servers";
import { LookingContext } from "./setting";
import { Shortcuts } from "./shortcuts";
import { Web } from "./web";
import "../styles/providers.css";
import "../styles/settings.css";
import "../styles/permissions.css";
import "../styles/keys.css";
import { common } from "../../words/common";
import { language } from "../../words/language";
import { setup } from "../../words/setup";

interface Props {
  readonly section: Section;
  /** The one that somebody came for. */
  readonly setting: string | null;
  /** Begin with adding a provider. */
  readonly add: boolean;
}

export function SettingsDialog({ section, setting, add }: Props): JSX.Element {
  const { store, commands } = useApp();
  const settings = store.part("settings").value;
  const [shown, setShown] = useState(section);
  const [query, setQuery] = useState("");
  const found = useMemo(() => settingsWith(query), [query, language()]);
  if (settings === null) {
    return (
      <Dialog title={common().settings}>
        <p>{setup().unread}</p>
        <button type="button" class="button" onClick={() => void commands.loadSettings()}>
          <Icon name="retry" /> {common().tryAgain}
        </button>
      </Dialog>
    );
  }
  const sections =
    found === null
      ? [shown]
      : ORDER.filter((one) => SETTINGS.some((e) => e.section === one && found.has(e.id)));
  return (
    <Dialog title={common().settings} look="settings">
      <div class="settings-frame">
        <Places
          shown={found === null ? shown : null}
          query={query}
          look={setQuery}
          go={(next) => {
            setQuery("");
            setShown(next);
          }}
        />
        <div
          key={found === null ? shown : "found"}
          class="settings-body"
          role="tabpanel"
          aria-label={found === null ? setup().sections[shown] : common().settings}
          tabIndex={0}
        >
          <LookingContext.Provider
            value={{ found, wanted: found === null && shown === section ? setting : null }}
          >
            {sections.map((one) => (
              <section key={one} class="settings-section" aria-labelledby={`section-${one}`}>
                <h3 id={`section-${one}`}>{setup().sections[one]}</h3>
                <Content section={one} settings={settings} query={query} add={add && one === section} />
              </section>
            ))}
          </LookingContext.Provider>
          <p class="settings-none" role="status">
            {sections.length === 0 ? setup().noneFound : ""}
          </p>
        </div>
      </div>
    </Dialog>
  );
}

interface PlacesProps {
  readonly shown: Section | null;
  readonly query: string;
  readonly look: (query: string) => void;
  readonly go: (section: Section) => void;
}

/** The sections, as tabs, and the search above them. */
function Places({ shown, query, look, go }: PlacesProps): JSX.Element {
  const tabs = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent): void => {
    const by: Record<string, number> = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };
    const move = by[event.key];
    if (move === undefined || isImeKey(event) || shown === null) return;
    event.preventDefault();
    const next = ORDER[(ORDER.indexOf(shown) + move + ORDER.length) % ORDER.length] as Section;
    go(next);
    tabs.current?.querySelector<HTMLElement>(`[data-section="${next}"]`)?.focus();
  };
  return (
    <div class="settings-places">
      <div class="search">
        <Icon name="search" />
        <input
          type="search"
          aria-label={setup().search}
          placeholder={setup().search}
          autocomplete="off"
          spellcheck={false}
          value={query}
          onInput={(event) => look(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (isImeKey(event) || event.key !== "Escape" || query === "") return;
            event.preventDefault(); // the search is closed first, then the settings
            event.stopPropagation();
            look("");
          }}
        />
      </div>
      <div
        class="settings-tabs"
        role="tablist"
        aria-label={setup().sectionsName}
        aria-orientation="vertical"
        ref={tabs}
        onKeyDown={onKeyDown}
      >
        {ORDER.map((one) => (
          <button
            key={one}
            type="button"
            role="tab"
            data-section={one}
            aria-selected={one === shown}
            tabIndex={one === (shown ?? ORDER[0]) ? 0 : -1}
            autofocus={one === shown}
            class={one === shown ? "settings-tab chosen" : "settings-tab"}
            onClick={() => go(one)}
          >
            <Icon name={SECTIONS[one]} />
            {setup().sections[one]}
          </button>
        ))}
      </div>
    </div>
  );
}

interface ContentProps {
  readonly section: Section;
  readonly settings: Settings;
  readonly query: string;
  readonly add: boolean;
}

function Content({ section, settings, query, add }: ContentProps): JSX.Element {
  switch (section) {
    case "general":
      return <General settings={settings} />;
    case "window":
      return <Around settings={settings} />;
    case "chat":
      return <ChatSettings settings={settings} />;
    case "permissions":
      return <Permissions settings={settings} />;
    case "access":
      return <Access settings={settings} />;
    case "shortcuts":
      return <Shortcuts settings={settings} query={query} />;
    case "models":
      return <Models add={add} />;
    case "servers":
      return <Servers />;
    case "prompts":
      return <Prompts />;
    case "web":
      return <Web />;
    case "data":
      return <Data settings={settings} />;
    case "about":
      return <About settings={settings} />;
  }
}
