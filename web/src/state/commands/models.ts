/** Models and the providers that offer them. */
import { asProblem } from "../../wire/problem";
import type { Check, Found, ProviderInput } from "../../wire/shapes";
import { start } from "../../words/start";
import type { Desk, Done } from "./desk";

export function models(
  desk: Desk,
  chooseModel: (model: string) => Promise<void>,
  usedModel: (model: string) => void,
) {
  const { store, server } = desk;

  const models = (how: "kept" | "refresh" | ""): Promise<void> =>
    desk.load(
      store.now().models.value,
      () => server.models(how),
      (loaded) => store.dispatch({ type: "models changed", models: loaded }),
    );
  const loadModels = (refresh = false): Promise<void> => models(refresh ? "refresh" : "");

  const loadProviders = (): Promise<void> =>
    desk.load(
      store.now().providers.value,
      () => server.providers(),
      (providers) => store.dispatch({ type: "providers changed", providers }),
    );

  return {
    loadModels,
    /** For the start: nobody beyond this machine is asked before somebody looks at the models. */
    knownModels: (): Promise<void> => models("kept"),
    loadProviders,

    discover: (): Promise<void> =>
      desk.load(
        store.now().discovery.value,
        () => server.discovery(),
        (discovery) => store.dispatch({ type: "discovery changed", discovery }),
      ),

    /** Takes a provider that discovery found into use, and its first model for the chat on screen. */
    use: (found: Found): Promise<Done> =>
      desk.done(async () => {
        const name = providerName(found);
        await server.putProvider(name, {
          kind: found.kind,
          ...(found.baseUrl === null ? {} : { baseUrl: found.baseUrl }),
        });
        await Promise.all([loadProviders(), loadModels(true)]);
        const offered = store.now().models.value?.models.find((model) => model.provider === name);
        if (offered) {
          await chooseModel(offered.id);
          usedModel(offered.id);
          return;
        }
        const problem = store.now().models.value?.problems?.find((known) => known.provider === name);
        desk.notice(
          problem?.code ?? "no_models",
          problem
            ? start().addedBut({ name: found.name, problem: problem.detail })
            : start().addedEmpty({ name: found.name }),
        );
      }),

    /** The first provider's first model answers from now on: that is what it was set up for. */
    saveProvider: (name: string, input: ProviderInput): Promise<Done> =>
      desk.done(async () => {
        const isFirst =
          store.now().providers.value?.providers.every(({ kind }) => kind === "builtin") === true;
        await server.putProvider(name, input);
        await loadProviders();
        void loadModels(true).then(() => {
          const { models, open, fresh, settings } = store.now();
          const offered = models.value?.models.find((model) => model.provider === name);
          const isChosen = settings?.defaultModel != null || (open === null && fresh.model !== null);
          if (!isFirst || offered === undefined || isChosen) return;
          usedModel(offered.id);
          store.dispatch({ type: "fresh changed", fresh: { model: offered.id } });
        });
      }),

    removeProvider: (name: string): Promise<Done> =>
      desk.done(async () => {
        await server.removeProvider(name);
        await loadProviders();
        void loadModels(true);
      }),

    async checkProvider(name: string): Promise<Check> {
      try {
        return await desk.guarded(() => server.checkProvider(name));
      } catch (error) {
        return { ok: false, code: asProblem(error).code, detail: asProblem(error).message };
      }
    },
  };
}

/** A provider's name in addresses and model ids: the found name in the form that the server takes. */
export function providerName(found: Pick<Found, "name" | "kind">): string {
  const name = found.name
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, "-")
    .replace(/^[^a-z0-9]+|-+$/g, "")
    .slice(0, 40);
  return name || found.kind;
}
