/** What a person and a folder bring along for models: saved prompts, the search of the web, skills, AGENTS.md. */
import type { ServerPrompt } from "../../wire/mcp";
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

    /** Prompts that servers of tools offer, as they said last; nothing is started for them. */
    async serverPrompts(): Promise<readonly ServerPrompt[]> {
      try {
        return (await server.mcp<{ prompts: readonly ServerPrompt[] }>("GET", "/prompts")).prompts;
      } catch {
        return []; // the person's own are there all the same
      }
    },

    /** Its text, with what was written for it; null where that failed, which is said. */
    async serverPromptText(prompt: ServerPrompt, written: string): Promise<string | null> {
      const [first] = prompt.arguments ?? [];
      const at = `/servers/${encodeURIComponent(prompt.server)}/prompts/${encodeURIComponent(prompt.name)}`;
      try {
        const body = { arguments: first === undefined || written === "" ? {} : { [first.name]: written } };
        return (await server.mcp<{ text: string }>("POST", at, body)).text;
      } catch (error) {
        desk.complain(error);
        return null;
      }
    },

    brought: (folders: readonly string[]): Promise<Brought> => desk.guarded(() => server.brought(folders)),
  };
}
