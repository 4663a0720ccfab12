/** The calls about what a person sets up: models, servers of tools, prompts, permissions, settings. */
import { Calls, SLOW_TIMEOUT_MS } from "./calls";
import type {
  About,
  Around,
  Check,
  Discovery,
  Grants,
  Models,
  Prompt,
  Prompts,
  Provider,
  ProviderInput,
  Providers,
  Sandbox,
  SearchInput,
  Settings,
  SettingsChange,
  WebSearch,
} from "./shapes";

export class SetUpCalls extends Calls {
  prompts(): Promise<Prompts> {
    return this.call("GET", "/api/prompts");
  }

  /** Changes the prompt of this name, also its name; a new one never replaces one that is there. */
  putPrompt(name: string, prompt: Prompt, isNew: boolean): Promise<Prompts> {
    return this.call("PUT", `/api/prompts/${encodeURIComponent(name)}`, { body: { ...prompt, new: isNew } });
  }

  removePrompt(name: string): Promise<Prompts> {
    return this.call("DELETE", `/api/prompts/${encodeURIComponent(name)}`);
  }

  webSearch(): Promise<WebSearch> {
    return this.call("GET", "/api/web-search");
  }

  putWebSearch(input: SearchInput): Promise<unknown> {
    return this.call("PUT", "/api/web-search", { body: input });
  }

  removeWebSearch(): Promise<unknown> {
    return this.call("DELETE", "/api/web-search");
  }

  /** Searches once, now. */
  checkWebSearch(): Promise<Pick<Check, "ok" | "detail">> {
    return this.call("POST", "/api/web-search/check", { body: {}, timeoutMs: SLOW_TIMEOUT_MS });
  }

  /** Servers of tools: `path` is below /api/mcp, whose shapes are in `mcp.ts`. */
  mcp<T>(method: string, path: string, body?: unknown, timeoutMs?: number): Promise<T> {
    return this.call(method, `/api/mcp${path}`, {
      ...(body === undefined ? {} : { body }),
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    });
  }

  grants(): Promise<Grants> {
    return this.call("GET", "/api/grants");
  }

  revoke(grant: string): Promise<void> {
    return this.call("DELETE", `/api/grants/${encodeURIComponent(grant)}`);
  }

  revokeAll(): Promise<void> {
    return this.call("DELETE", "/api/grants");
  }

  /** `kept` asks nobody beyond this machine. */
  models(how: "kept" | "refresh" | "" = ""): Promise<Models> {
    return this.call("GET", how === "" ? "/api/models" : `/api/models?${how}=true`, {
      timeoutMs: SLOW_TIMEOUT_MS,
    });
  }

  providers(): Promise<Providers> {
    return this.call("GET", "/api/providers");
  }

  putProvider(name: string, body: ProviderInput): Promise<Provider> {
    return this.call("PUT", `/api/providers/${encodeURIComponent(name)}`, { body });
  }

  removeProvider(name: string): Promise<void> {
    return this.call("DELETE", `/api/providers/${encodeURIComponent(name)}`);
  }

  checkProvider(name: string): Promise<Check> {
    return this.call("POST", `/api/providers/${encodeURIComponent(name)}/check`, {
      body: {},
      timeoutMs: SLOW_TIMEOUT_MS,
    });
  }

  discovery(): Promise<Discovery> {
    return this.call("GET", "/api/discovery");
  }

  settings(): Promise<Settings> {
    return this.call("GET", "/api/settings");
  }

  changeSettings(body: SettingsChange): Promise<Settings> {
    return this.call("PATCH", "/api/settings", { body });
  }

  /** Waits for the test of it, if that goes on. */
  sandbox(): Promise<Sandbox> {
    return this.call("GET", "/api/sandbox", { timeoutMs: SLOW_TIMEOUT_MS });
  }

  around(): Promise<Around> {
    return this.call("GET", "/api/around");
  }

  startWithLogin(on: boolean): Promise<Around> {
    return this.call("PUT", "/api/around/login", { body: { on } });
  }

  /** New versions: `act` is below /api/releases, whose shapes are in `shapes.ts`. */
  releases<T>(act?: "look" | "dismiss" | "seen", body: unknown = {}): Promise<T> {
    return act === undefined
      ? this.call("GET", "/api/releases")
      : this.call("POST", `/api/releases/${act}`, { body });
  }

  about(): Promise<About> {
    return this.call("GET", "/api/about");
  }

  /** The data folder, or the log in it, in the system's file manager. */
  showOwn(what: "data" | "log"): Promise<void> {
    return this.call("POST", "/api/about/show", { body: { what } });
  }
}
