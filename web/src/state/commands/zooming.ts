/** The size of everything. Each screen keeps the one that was chosen on it; a screen is known by its own size. */
import type { SettingsChange } from "../../wire/shapes";
import type { Desk, Done } from "./desk";

const ZOOM_PAUSE_MS = 400;
const ZOOM = { least: 0.5, most: 3, step: 0.1 } as const;
/** The ones changed longest ago go. */
const MOST_SCREENS = 20;

export function zooming(
  { store, session }: Desk,
  changeInTurn: (change: () => SettingsChange) => Promise<Done>,
) {
  let timer: unknown;
  return {
    /** The window is on a screen of this size ("2560x1440"). */
    atScreen(screen: string): void {
      if (screen !== store.now().screen) store.dispatch({ type: "screen changed", screen });
    },

    /** Makes everything larger or smaller by one step; 0 is the normal size. */
    zoom(steps: 1 | -1 | 0): void {
      const wanted = steps === 0 ? 1 : store.now().zoom + steps * ZOOM.step;
      const zoom = Math.round(Math.min(ZOOM.most, Math.max(ZOOM.least, wanted)) * 100) / 100;
      const { screen } = store.now();
      store.dispatch({ type: "zoomed", zoom });
      session.screen.clearTimeout(timer);
      timer = session.screen.setTimeout(
        // a size that could not be kept is no reason to interrupt
        () =>
          void changeInTurn(() => ({ zoom, zooms: kept(store.now().settings?.zooms ?? {}, screen, zoom) })),
        ZOOM_PAUSE_MS,
      );
    },
  };
}

function kept(zooms: Readonly<Record<string, number>>, screen: string, zoom: number): Record<string, number> {
  const others = Object.entries(zooms).filter(([name]) => name !== screen);
  const all = screen === "" ? others : [...others, [screen, zoom] as const];
  return Object.fromEntries(all.slice(-MOST_SCREENS));
}
