/** Settings, size, dialogs, notices, links, the connection. */
import type { SettingsChange } from "../../wire/shapes";
import type { Dialog } from "../app";
import type { Desk, Done } from "./desk";

const ZOOM_PAUSE_MS = 400;
const ZOOM = { least: 0.5, most: 3, step: 0.1 } as const;

export function around(desk: Desk) {
  const { store, server, session } = desk;
  let zoomTimer: unknown;

  // One after the other: an answer tells all settings, and must not bring back what was before another change.
  let before: Promise<unknown> = Promise.resolve();
  const changeInTurn = (change: () => SettingsChange): Promise<Done> => {
    const done = before.then(() =>
      desk.done(async () => {
        store.dispatch({ type: "settings loaded", settings: await server.changeSettings(change()) });
      }),
    );
    before = done;
    return done;
  };

  const changeSettings = (change: SettingsChange): Promise<Done> => changeInTurn(() => change);

  return {
    changeSettings,
    changeInTurn,

    async loadSettings(): Promise<void> {
      try {
        store.dispatch({ type: "settings loaded", settings: await server.settings() });
      } catch (error) {
        desk.complain(error);
      }
    },

    /** Makes everything larger or smaller by one step; 0 is the normal size. */
    zoom(steps: 1 | -1 | 0): void {
      const wanted = steps === 0 ? 1 : store.now().zoom + steps * ZOOM.step;
      const zoom = Math.round(Math.min(ZOOM.most, Math.max(ZOOM.least, wanted)) * 100) / 100;
      store.dispatch({ type: "zoomed", zoom });
      session.screen.clearTimeout(zoomTimer);
      zoomTimer = session.screen.setTimeout(
        () => void changeSettings({ zoom }), // a size that could not be kept is no reason to interrupt
        ZOOM_PAUSE_MS,
      );
    },

    /** The same Runnel, at the chat on screen, in the system's browser. */
    async openInBrowser(): Promise<void> {
      const done = await desk.done(() => server.openPage(store.now().open?.id ?? null));
      if (!done.ok) desk.notice("no_browser", done.detail);
    },

    openLink: (url: string): Promise<Done> => desk.done(() => server.openLink(url)),

    /** Does not wait for the next attempt. */
    reconnect: (): void => session.wake(),

    show: (dialog: Dialog): void => store.dispatch({ type: "dialog opened", dialog }),

    closeDialog: (): void => store.dispatch({ type: "dialog closed" }),

    /** In a wide window: takes the list of chats away, or brings it back. */
    foldList: (folded: boolean): void => store.dispatch({ type: "list folded", folded }),

    showDrawer: (open: boolean): void => store.dispatch({ type: "drawer toggled", open }),

    /** Says something to a screen reader that the eyes see by themselves. */
    say: (text: string): void => store.dispatch({ type: "said", text }),

    dismiss: (key: number): void => store.dispatch({ type: "notice dismissed", key }),
  };
}
