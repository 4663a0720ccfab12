/** What every component may use: the state to show and the commands to dispatch. Nothing else comes from outside. */
import { useComputed } from "@preact/signals";
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { AppState } from "../state/app";
import type { Commands } from "../state/commands";
import type { Store } from "../state/store";

export interface App {
  readonly store: Store;
  readonly commands: Commands;
  /** What is shown has been: nothing in it can be answered. */
  readonly replayed?: boolean;
}

export const AppContext = createContext<App | null>(null);

export function useApp(): App {
  const app = useContext(AppContext);
  if (app === null) throw new Error("a component was rendered outside of AppContext");
  return app;
}

/** A part of the state; the component renders again only when that part is another, not with every bit of text. */
export function useSelect<T>(select: (state: AppState) => T): T {
  const { store } = useApp();
  return useComputed(() => select(store.state.value)).value;
}
