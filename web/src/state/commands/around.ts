/** Settings, dialogs, notices, links, the connection. */
import type { Settings, SettingsChange } from "../../wire/shapes";
import type { Dialog } from "../app";
import type { Desk, Done } from "./desk";

export function around(desk: Desk) {
  const { store, server, session } = desk;

  // One after the other: an answer tells all settings, and must not bring back what was before another change.
  let before: Promise<unknown> = Promise.resolve();
  const inTurn = (call: () => Promise<Settings>): Promise<Done> => {
    const done = before.then(() =>
      desk.done(async () => store.dispatch({ type: "settings loaded", settings: await call() })),
    );
    before = done;
    return done;
  };
  const changeInTurn = (change: () => SettingsChange): Promise<Done> =>
    inTurn(() => server.changeSettings(change()));

  const changeSettings = (change: SettingsChange): Promise<Done> => changeInTurn(() => change);

  return {
    changeSettings,
    changeInTurn,

    /** They were changed, here or in another window; where that fails, what is known goes on. */
    async settingsAgain(): Promise<void> {
      await inTurn(() => server.settings());
    },

    loadAround: (): Promise<void> =>
      desk.load(
        store.now().around.value,
        () => server.around(),
        (around) => store.dispatch({ type: "around changed", around }),
      ),

    startWithLogin: (on: boolean): Promise<Done> =>
      desk.done(async () => {
        const value = await server.startWithLogin(on);
        store.dispatch({ type: "around changed", around: { status: "ready", value } });
      }),

    async loadSettings(): Promise<void> {
      try {
        store.dispatch({ type: "settings loaded", settings: await server.settings() });
      } catch (error) {
        desk.complain(error);
      }
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

    /** Keeps what stands in a form for as long as this page lives; null when it is saved or not wanted. */
    keepForm: (form: string, fields: Readonly<Record<string, string>> | null): void =>
      store.dispatch({ type: "form filled", form, fields }),

    /** In a wide window: takes the list of chats away, or brings it back. */
    foldList: (folded: boolean): void => store.dispatch({ type: "list folded", folded }),

    showDrawer: (open: boolean): void => store.dispatch({ type: "drawer toggled", open }),

    /** Says something to a screen reader that the eyes see by themselves. */
    say: (text: string): void => store.dispatch({ type: "said", text }),

    dismiss: (key: number): void => store.dispatch({ type: "notice dismissed", key }),
  };
}
