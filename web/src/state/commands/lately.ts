/** What a person likes and did last, kept with the settings: models, and actions from the palette. */
import type { SettingsChange } from "../../wire/shapes";
import type { Desk, Done } from "./desk";

const MOST = 8;

export function lately(desk: Desk, changeSettings: (change: SettingsChange) => Promise<Done>) {
  const { store } = desk;

  return {
    /** Puts a model among the favourites, or takes it out. */
    favour(model: string, isFavourite: boolean): void {
      const now = store.now().settings?.favouriteModels ?? [];
      const others = now.filter((id) => id !== model);
      void changeSettings({ favouriteModels: isFavourite ? [...others, model] : others });
    },

    // That one of these could not be kept is no reason to interrupt.
    usedModel(model: string): void {
      const now = store.now().settings?.recentModels ?? [];
      if (now[0] !== model) void changeSettings({ recentModels: newest(now, model) });
    },

    usedAction(action: string): void {
      const now = store.now().settings?.recentActions ?? [];
      if (now[0] !== action) void changeSettings({ recentActions: newest(now, action) });
    },
  };
}

function newest(list: readonly string[], item: string): readonly string[] {
  return [item, ...list.filter((other) => other !== item)].slice(0, MOST);
}
