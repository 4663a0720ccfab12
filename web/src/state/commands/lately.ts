/** What a person likes and did last, kept with the settings: models, and actions from the palette. */
import type { SettingsChange } from "../../wire/shapes";
import type { Desk, Done } from "./desk";

const MOST = 8;

/** `change` is asked when the changes before it are known. */
export function lately(desk: Desk, change: (change: () => SettingsChange) => Promise<Done>) {
  const { store } = desk;
  const kept = (name: "favouriteModels" | "recentModels" | "recentActions"): readonly string[] =>
    store.now().settings?.[name] ?? [];

  return {
    /** Puts a model among the favourites, or takes it out. */
    favour(model: string, isFavourite: boolean): void {
      void change(() => {
        const others = kept("favouriteModels").filter((id) => id !== model);
        return { favouriteModels: isFavourite ? [...others, model] : others };
      });
    },

    // That one of these could not be kept is no reason to interrupt.
    usedModel(model: string): void {
      if (kept("recentModels")[0] === model) return;
      void change(() => ({ recentModels: newest(kept("recentModels"), model) }));
    },

    usedAction(action: string): void {
      if (kept("recentActions")[0] === action) return;
      void change(() => ({ recentActions: newest(kept("recentActions"), action) }));
    },
  };
}

function newest(list: readonly string[], item: string): readonly string[] {
  return [item, ...list.filter((other) => other !== item)].slice(0, MOST);
}
