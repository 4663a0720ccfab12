/** The keys that work wherever one is: those of the table of actions, and Esc. */
import { useLayoutEffect } from "preact/hooks";
import { activeRun } from "../domain/view";
import { actionFor } from "./actions";
import { act } from "./acts";
import { chordOf } from "./chords";
import { useApp } from "./context";
import { isImeKey } from "./keys";

export function useGlobalKeys(): void {
  const app = useApp();
  const { store, commands } = app;
  useLayoutEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (isImeKey(event) || event.defaultPrevented) return;
      const chord = chordOf(event);
      if (chord === null) return;
      const { dialog, settings, drawer, open } = store.now();
      const action = actionFor(chord, settings?.shortcuts ?? {});
      if (action !== null && !isText(chord, event.target)) {
        if (dialog !== null && dialog.kind !== "palette" && isText(chord, null)) return;
        event.preventDefault();
        if (action.id === "palette" && dialog?.kind === "palette") commands.closeDialog();
        else if (dialog === null || action.always) act(app, action.id);
        return;
      }
      if (event.key !== "Escape" || dialog !== null) return;
      if (drawer) commands.showDrawer(false);
      else if (open?.conversation && activeRun(open.conversation)) void commands.stop();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, []);
}

/** Whether it types a character there; `null` is any place. */
function isText(chord: string, target: EventTarget | null): boolean {
  if ([...chord].length > 1) return false;
  if (target === null) return true;
  return (
    target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"))
  );
}
