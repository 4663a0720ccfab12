/** How the chat on screen may act: always in sight, and the way to change it. */
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Mode } from "../domain/conversation";
import { modeOf } from "../state/app";
import { modes } from "../words/modes";
import { useApp, useSelect } from "./context";
import { focusComposer } from "./focus";
import { Icon, type IconName } from "./icons";
import { lazy } from "./lazy";
import { Popup } from "./popup";

const ModeList = lazy(async () => (await import("./mode-list")).ModeList);
const CHIP_ID = "mode";

export const MODE_ICONS: Readonly<Record<Mode, IconName>> = { ask: "shield", plan: "list", auto: "bolt" };

export function ModeChip(): JSX.Element {
  const { commands } = useApp();
  const [shown, setShown] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const mode = useSelect(modeOf);
  const bare = useIsBare();
  const close = (focus: boolean): void => {
    setShown(false);
    if (focus) button.current?.focus();
  };
  // What nothing holds is said without being asked for.
  useEffect(() => {
    if (mode === "auto") void commands.loadSandbox();
  }, [mode]);
  const says = modes().change({ mode: modes().names[mode] });
  return (
    <>
      <button
        ref={button}
        id={CHIP_ID}
        type="button"
        class={`chip mode ${mode}${bare ? " bare" : ""}`}
        aria-haspopup="dialog"
        aria-expanded={shown}
        aria-label={bare ? `${says}. ${modes().bare}` : says}
        title={shown ? undefined : mode === "auto" && bare ? modes().autoBare : modes().says[mode]}
        onClick={() => {
          if (!shown) void commands.loadSandbox();
          setShown(!shown);
        }}
      >
        <Icon name={bare ? "warning" : MODE_ICONS[mode]} />
        <span class="chip-text">{modes().names[mode]}</span>
      </button>
      {shown && (
        <Popup anchor={button} close={close} label={modes().how} class="mode-popup">
          <ModeList
            choose={(chosen: Mode) => {
              close(false);
              focusComposer();
              if (chosen === mode) return;
              commands.say(modes().isNow({ mode: modes().names[chosen] }));
              void commands.chooseMode(chosen);
            }}
            leave={() => close(false)}
          />
        </Popup>
      )}
    </>
  );
}

export function openModes(): void {
  document.getElementById(CHIP_ID)?.click();
}

/** Commands would run by themselves, were there a sandbox. */
function useIsBare(): boolean {
  return useSelect((state) => modeOf(state) === "auto" && state.sandbox.value?.works === false);
}

/** What a person can count on in this mode. */
export function useModeNote(): string {
  const mode = useSelect(modeOf);
  const bare = useIsBare();
  return mode === "auto" && bare ? modes().noteBare : modes().notes[mode];
}
