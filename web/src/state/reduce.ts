/**
 * The one place where the page's state changes: a pure function of the state and what happened. What can happen is
 * listed in `reduce/`, each beside what it changes.
 */
import type { AppState } from "./app";
import { type AroundAction, around } from "./reduce/around";
import { type AttachingAction, attaching } from "./reduce/attaching";
import { type BranchAction, branches } from "./reduce/branches";
import { type FindingAction, finding } from "./reduce/finding";
import { type ListAction, list } from "./reduce/list";
import { type OpenAction, open } from "./reduce/open";
import { type RunAction, runs } from "./reduce/runs";
import { type SearchAction, search } from "./reduce/search";
import { type SendingAction, sending } from "./reduce/sending";
import { type SettingsAction, settings } from "./reduce/settings";
import { type ShelfAction, shelves } from "./reduce/shelves";
import { type StartAction, start } from "./reduce/start";

export type Action =
  | StartAction
  | ListAction
  | OpenAction
  | SendingAction
  | AttachingAction
  | BranchAction
  | FindingAction
  | SearchAction
  | ShelfAction
  | RunAction
  | SettingsAction
  | AroundAction;

/** For each kind of action what it makes of the state. */
export type Changes<A extends { readonly type: string }> = {
  readonly [K in A["type"]]: (state: AppState, action: Extract<A, { type: K }>) => AppState;
};

const changes: Changes<Action> = {
  ...start,
  ...list,
  ...open,
  ...sending,
  ...attaching,
  ...branches,
  ...finding,
  ...search,
  ...shelves,
  ...runs,
  ...settings,
  ...around,
};

export function reduce(state: AppState, action: Action): AppState {
  // The table has the function of just this action's type; that pairing is more than a union can express.
  const change = changes[action.type] as (state: AppState, action: Action) => AppState;
  return change(state, action);
}
