/** Models, providers and settings, as the server has them. */

import type { ToolServers } from "../../wire/mcp";
import type {
  Around,
  Discovery,
  Grants,
  Models,
  Prompts,
  Providers,
  Releases,
  Sandbox,
  Settings,
  WebSearch,
} from "../../wire/shapes";
import type { Loadable } from "../app";
import type { Changes } from "../reduce";

export type SettingsAction =
  | { type: "models changed"; models: Loadable<Models> }
  | { type: "providers changed"; providers: Loadable<Providers> }
  | { type: "discovery changed"; discovery: Loadable<Discovery> }
  | { type: "sandbox changed"; sandbox: Loadable<Sandbox> }
  | { type: "around changed"; around: Loadable<Around> }
  | { type: "grants changed"; grants: Loadable<Grants> }
  | { type: "servers changed"; servers: Loadable<ToolServers> }
  | { type: "prompts changed"; prompts: Loadable<Prompts> }
  | { type: "web search changed"; webSearch: Loadable<WebSearch> }
  | { type: "releases changed"; releases: Loadable<Releases> }
  | { type: "settings loaded"; settings: Settings }
  | { type: "screen changed"; screen: string }
  | { type: "zoomed"; zoom: number };

export const settings: Changes<SettingsAction> = {
  "models changed": (state, { models }) => ({ ...state, models }),
  "providers changed": (state, { providers }) => ({ ...state, providers }),
  "discovery changed": (state, { discovery }) => ({ ...state, discovery }),
  "sandbox changed": (state, { sandbox }) => ({ ...state, sandbox }),
  "around changed": (state, { around }) => ({ ...state, around }),
  "grants changed": (state, { grants }) => ({ ...state, grants }),
  "servers changed": (state, { servers }) => ({ ...state, servers }),
  "prompts changed": (state, { prompts }) => ({ ...state, prompts }),
  "web search changed": (state, { webSearch }) => ({ ...state, webSearch }),
  "releases changed": (state, { releases }) => ({ ...state, releases }),
  // Only the first tells the size: later ones may be older than what was chosen here since.
  "settings loaded": (state, { settings }) => ({
    ...state,
    settings,
    zoom: state.settings === null ? zoomOn(state.screen, settings) : state.zoom,
  }),
  "screen changed": (state, { screen }) => ({
    ...state,
    screen,
    zoom: state.settings === null ? state.zoom : zoomOn(screen, state.settings),
  }),
  zoomed: (state, { zoom }) => ({ ...state, zoom }),
};

/** Where the environment sets it, it is that on every screen. */
function zoomOn(screen: string, { zoom, zooms = {}, overridden = [] }: Settings): number {
  return overridden.includes("zoom") ? zoom : (zooms[screen] ?? zoom);
}
