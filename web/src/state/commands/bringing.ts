/** What a person and a folder bring along for models: saved prompts, the search of the web, skills, AGENTS.md. */
import { asProblem } from "../../wire/problem";
import type { Brought, Check, Prompt, Prompts, SearchInput } from "../../wire/shapes";
import type { Desk, Done } from "./desk";

export function bringing(desk: Desk) {
  const { store, server } = desk;

  const have = (prompts: Prompts): void =>
    store.dispatch({ type: "prompts changed", prompts: { status: "ready", value: prompts } });

  const loadWebSearch = (): Promise<void> =>
    desk.load(
      store.now().webSearch.value,
      () => server.webSearch(),
      (webSearch) => store.dispatch({ type: "web search changed", webSearch }),
    );

  return {
    loadPrompts: (): Promise<void> =>
      desk.load(
        store.now().prompts.value,
        () => server.prompts(),
        (prompts) => store.dispatch({ type: "prompts changed", prompts }),
      ),

    /** `was` is the name it had, null for a new one, which never replaces another. */
    savePrompt: (was: string | null, prompt: Prompt): Promise<Done> =>
      desk.done(async () => have(await server.putPrompt(was ?? prompt.name, prompt, was === null))),

    removePrompt: (name: string): Promise<Done> =>
      desk.done(async () => have(await server.removePrompt(name))),

    loadWebSearch,

    saveWebSearch: (input: SearchInput): Promise<Done> =>
      desk.done(async () => {
        await server.putWebSearch(input);
        await loadWebSearch();
      }),

    removeWebSearch: (): Promise<Done> =>
      desk.done(async () => {
        await server.removeWebSearch();
        await loadWebSearch();
      }),

    async checkWebSearch(): Promise<Pick<Check, "ok" | "detail">> {
      try {
        return await desk.guarded(() => server.checkWebSearch());
      } catch (error) {
        return { ok: false, detail: asProblem(error).message };
      }
    },

    brought: (folders: readonly string[]): Promise<Brought> => desk.guarded(() => server.brought(folders)),
  };
}
