/**
 * What a person can do, each as one method: tell the server, and put the outcome into the store. The interface
 * calls these and nothing else.
 */
import { activeRun, parentOf } from "../domain/view";
import { asProblem } from "../wire/problem";
import type { Server } from "../wire/server";
import type { Answer, Check, Folders, Found, ProviderInput, Settings } from "../wire/shapes";
import { type AppState, type Choice, type Dialog, NEW, type Outgoing } from "./app";
import { Drafts } from "./drafts";
import type { Session } from "./session";
import type { Store } from "./store";

/** Waits before the same message is sent again when no answer came at all. */
const RESEND_WAITS_MS = [400, 1_200, 3_000, 6_000] as const;
const SEARCH_PAUSE_MS = 200;
const ZOOM_PAUSE_MS = 400;
const ZOOM = { least: 0.5, most: 3, step: 0.1 } as const;

export type Done = { readonly ok: true } | { readonly ok: false; readonly detail: string };

export class Commands {
  #searchTimer: ReturnType<typeof setTimeout> | undefined;
  #zoomTimer: unknown;
  readonly #drafts: Drafts;

  constructor(
    readonly store: Store,
    readonly server: Server,
    readonly session: Session,
    readonly newId: () => string = () => crypto.randomUUID(),
    readonly wait: (ms: number) => Promise<void> = (ms) => new Promise((done) => setTimeout(done, ms)),
  ) {
    this.#drafts = new Drafts({
      text: (key) => store.now().drafts[key] ?? "",
      save: async (key, text) => {
        await server.keepDraft(key, text);
      },
      problem: (error) => {
        session.failed(error, () => {});
        return asProblem(error);
      },
      setTimeout: (run, ms) => session.screen.setTimeout(run, ms),
      clearTimeout: (timer) => session.screen.clearTimeout(timer),
    });
    // A message that arrived after all leaves the composer, and so the kept draft.
    let before = store.now().unsent;
    store.part("unsent").subscribe((unsent) => {
      for (const key of Object.keys(before)) if (!(key in unsent)) this.#drafts.typed(key);
      before = unsent;
    });
  }

  // --- conversations --------------------------------------------------------------------------------

  newChat(): void {
    this.store.dispatch({ type: "new chat opened" });
  }

  open(id: string): void {
    this.store.dispatch({ type: "conversation opened", id });
    this.session.fetchMissing();
  }

  retryOpen(): void {
    const id = this.store.now().open?.id;
    if (id === undefined) return;
    this.store.dispatch({ type: "new chat opened" });
    this.open(id);
  }

  async rename(id: string, title: string): Promise<Done> {
    return this.#done(async () => {
      await this.server.changeConversation(id, { title });
      this.store.dispatch({ type: "title changed", id, title });
    });
  }

  async remove(id: string): Promise<Done> {
    return this.#done(async () => {
      await this.server.deleteConversation(id);
      this.store.dispatch({ type: "conversation removed", id });
    });
  }

  async loadMore(): Promise<void> {
    const { next, loadingMore } = this.store.now().list;
    if (next === null || loadingMore) return;
    this.store.dispatch({ type: "more asked" });
    try {
      this.store.dispatch({ type: "more loaded", page: await this.server.conversations({ before: next }) });
    } catch (error) {
      this.store.dispatch({ type: "more failed" });
      this.#complain(error);
    }
  }

  search(query: string): void {
    this.store.dispatch({ type: "search changed", query });
    clearTimeout(this.#searchTimer);
    if (query.trim() === "") return;
    this.#searchTimer = setTimeout(() => void this.#search(query), SEARCH_PAUSE_MS);
  }

  async #search(query: string): Promise<void> {
    try {
      const page = await this.server.conversations({ query: query.trim() });
      this.store.dispatch({
        type: "search answered",
        query,
        found: { status: "ready", value: page.conversations },
      });
    } catch (error) {
      this.session.failed(error, (detail) =>
        this.store.dispatch({ type: "search answered", query, found: { status: "failed", detail } }),
      );
    }
  }

  // --- messages -------------------------------------------------------------------------------------

  draft(text: string): void {
    const key = keyOf(this.store.now());
    this.store.dispatch({ type: "drafted", key, text });
    this.#drafts.typed(key);
  }

  /** The window is hidden or closed, and may not come back. */
  flushDrafts(): void {
    this.#drafts.flush();
  }

  /** Sends the draft. It is in the composer again if that fails. */
  async send(): Promise<void> {
    const state = this.store.now();
    const text = (state.drafts[keyOf(state)] ?? "").trim();
    if (text !== "") await this.#send(text);
  }

  async #send(text: string): Promise<void> {
    const state = this.store.now();
    const key = keyOf(state);
    const again = state.unsent[key]?.text === text ? state.unsent[key] : undefined;
    const conversation = state.open?.id ?? again?.conversation ?? this.newId();
    if (state.sending[conversation]) return;
    const message: Outgoing = { id: again?.id ?? this.newId(), text };
    const { model, workspace } = state.fresh;
    const parentId = state.open?.conversation ? parentOf(state.open.conversation) : undefined;
    this.#drafts.hold(key);
    this.store.dispatch({ type: "send begun", key, conversation, message });
    let created = false;
    try {
      if (key === NEW) {
        await this.#repeated(() =>
          this.server.createConversation({
            id: conversation,
            ...(model === null ? {} : { model }),
            ...(workspace === null ? {} : { workspace }),
          }),
        );
        created = true;
      }
      const body = parentId === undefined ? message : { ...message, parentId };
      await this.#repeated(() => this.server.sendMessage(conversation, body));
      this.store.dispatch({ type: "message taken", conversation }); // its facts may have been first
    } catch (error) {
      const detail = asProblem(error).message;
      this.store.dispatch({ type: "send failed", key, conversation, message, detail, created });
      this.session.failed(error, () => {});
      for (const [where, unsent] of Object.entries(this.store.now().unsent)) {
        if (unsent.id === message.id) this.#drafts.typed(where); // where the reducer put the text
      }
      this.#drafts.typed(conversation); // of a chat that was never made, it has moved
    }
    this.#drafts.release(key);
  }

  /** Decides about an answer that has ended: another one to the same message, go on with it, or leave it. */
  async settle(conversation: string, run: string, choice: Choice): Promise<void> {
    if (this.store.now().settling[run] !== undefined) return;
    this.store.dispatch({ type: "settle begun", run, choice });
    try {
      await this.#repeated(() => this.server.settleRun(run, choice));
      if (choice !== "keep") this.open(conversation);
    } catch (error) {
      this.store.dispatch({ type: "settle failed", run });
      this.#complain(error);
    }
  }

  /** Stops asking about cut answers in this window, without deciding. */
  setCutsAside(): void {
    this.store.dispatch({ type: "cuts set aside" });
  }

  /** The same id is the same message, so repeating is safe when it is not known whether it arrived. */
  async #repeated<T>(call: () => Promise<T>): Promise<T> {
    for (const ms of RESEND_WAITS_MS) {
      try {
        return await call();
      } catch (error) {
        if (!asProblem(error).isUnanswered) throw error;
        await this.wait(ms);
      }
    }
    return call();
  }

  async stop(): Promise<void> {
    const conversation = this.store.now().open?.conversation;
    const run = conversation ? activeRun(conversation) : null;
    if (run === null) return;
    this.store.dispatch({ type: "stop asked", run: run.id });
    try {
      await this.server.cancelRun(run.id);
    } catch (error) {
      this.store.dispatch({ type: "stop failed" });
      this.#complain(error);
    }
  }

  /** Notes a choice; the run is answered when every approval it waits for has one, given on its own cards. */
  async choose(run: string, interruptId: string, approved: boolean): Promise<void> {
    const now = this.store.now();
    const ofRun = (now.open?.conversation?.interrupts ?? []).filter((interrupt) => interrupt.runId === run);
    if (!ofRun.some((interrupt) => interrupt.id === interruptId)) return;
    if (now.answering[run] === "underway") return;
    this.store.dispatch({ type: "choice made", run, interrupt: interruptId, approved });
    const choices = this.store.now().choices[run] ?? {};
    const answers: Answer[] = [];
    for (const { id } of ofRun) {
      const choice = choices[id];
      if (choice === undefined) return;
      answers.push({ interruptId: id, status: "resolved", payload: { approved: choice } });
    }
    this.store.dispatch({ type: "answer begun", run });
    try {
      await this.server.resumeRun(run, answers);
      this.store.dispatch({ type: "answer taken", run });
    } catch (error) {
      this.session.failed(error, (detail) => this.store.dispatch({ type: "answer failed", run, detail }));
    }
  }

  // --- model and folder -----------------------------------------------------------------------------

  async chooseModel(model: string): Promise<void> {
    await this.#changeOpen({ model });
  }

  async chooseWorkspace(workspace: string | null): Promise<Done> {
    return this.#changeOpen({ workspace });
  }

  async #changeOpen(change: { model?: string; workspace?: string | null }): Promise<Done> {
    const open = this.store.now().open;
    if (open === null) {
      this.store.dispatch({ type: "fresh changed", fresh: change });
      return { ok: true };
    }
    const done = await this.#done(() => this.server.changeConversation(open.id, change));
    if (!done.ok && change.model !== undefined) this.#notice("model_not_changed", done.detail);
    return done;
  }

  async folders(path: string | null): Promise<Folders> {
    return this.#guarded(() => this.server.folders(path));
  }

  // --- models, providers, settings ------------------------------------------------------------------

  async loadModels(refresh = false): Promise<void> {
    const known = this.store.now().models.value;
    this.store.dispatch({
      type: "models changed",
      models: { status: "loading", ...(known ? { value: known } : {}) },
    });
    try {
      const value = await this.server.models(refresh);
      this.store.dispatch({ type: "models changed", models: { status: "ready", value } });
    } catch (error) {
      this.session.failed(error, (detail) =>
        this.store.dispatch({
          type: "models changed",
          models: { status: "failed", detail, ...(known ? { value: known } : {}) },
        }),
      );
    }
  }

  async loadProviders(): Promise<void> {
    const known = this.store.now().providers.value;
    this.store.dispatch({
      type: "providers changed",
      providers: { status: "loading", ...(known ? { value: known } : {}) },
    });
    try {
      const value = await this.server.providers();
      this.store.dispatch({ type: "providers changed", providers: { status: "ready", value } });
    } catch (error) {
      this.session.failed(error, (detail) =>
        this.store.dispatch({ type: "providers changed", providers: { status: "failed", detail } }),
      );
    }
  }

  async discover(): Promise<void> {
    const known = this.store.now().discovery.value;
    this.store.dispatch({
      type: "discovery changed",
      discovery: { status: "loading", ...(known ? { value: known } : {}) },
    });
    try {
      const value = await this.server.discovery();
      this.store.dispatch({ type: "discovery changed", discovery: { status: "ready", value } });
    } catch (error) {
      this.session.failed(error, (detail) =>
        this.store.dispatch({ type: "discovery changed", discovery: { status: "failed", detail } }),
      );
    }
  }

  /** Takes a provider that discovery found into use, and its first model for the chat on screen. */
  async use(found: Found): Promise<Done> {
    return this.#done(async () => {
      const name = providerName(found);
      await this.server.putProvider(name, {
        kind: found.kind,
        ...(found.baseUrl === null ? {} : { baseUrl: found.baseUrl }),
      });
      await Promise.all([this.loadProviders(), this.loadModels(true)]);
      const offered = this.store.now().models.value?.models.find((model) => model.provider === name);
      if (offered) {
        await this.chooseModel(offered.id);
        return;
      }
      const problem = this.store.now().models.value?.problems?.find((known) => known.provider === name);
      this.#notice(
        problem?.code ?? "no_models",
        problem
          ? `${found.name} was added. ${problem.detail}`
          : `${found.name} was added, but it offers no models.`,
      );
    });
  }

  async saveProvider(name: string, input: ProviderInput): Promise<Done> {
    return this.#done(async () => {
      await this.server.putProvider(name, input);
      await this.loadProviders();
      void this.loadModels(true);
    });
  }

  async removeProvider(name: string): Promise<Done> {
    return this.#done(async () => {
      await this.server.removeProvider(name);
      await this.loadProviders();
      void this.loadModels(true);
    });
  }

  async checkProvider(name: string): Promise<Check> {
    try {
      return await this.#guarded(() => this.server.checkProvider(name));
    } catch (error) {
      return { ok: false, code: asProblem(error).code, detail: asProblem(error).message };
    }
  }

  async loadSettings(): Promise<void> {
    try {
      this.store.dispatch({ type: "settings loaded", settings: await this.server.settings() });
    } catch (error) {
      this.#complain(error);
    }
  }

  async changeSettings(change: Partial<Pick<Settings, "theme" | "defaultModel" | "zoom">>): Promise<Done> {
    return this.#done(async () => {
      this.store.dispatch({ type: "settings loaded", settings: await this.server.changeSettings(change) });
    });
  }

  /** Makes everything larger or smaller by one step; 0 is the normal size. */
  zoom(steps: 1 | -1 | 0): void {
    const wanted = steps === 0 ? 1 : this.store.now().zoom + steps * ZOOM.step;
    const zoom = Math.round(Math.min(ZOOM.most, Math.max(ZOOM.least, wanted)) * 100) / 100;
    this.store.dispatch({ type: "zoomed", zoom });
    this.session.screen.clearTimeout(this.#zoomTimer);
    this.#zoomTimer = this.session.screen.setTimeout(
      () => void this.changeSettings({ zoom }), // a size that could not be kept is no reason to interrupt
      ZOOM_PAUSE_MS,
    );
  }

  // --- around ---------------------------------------------------------------------------------------

  async openLink(url: string): Promise<Done> {
    return this.#done(() => this.server.openLink(url));
  }

  /** Does not wait for the next attempt. */
  reconnect(): void {
    this.session.wake();
  }

  show(dialog: Dialog): void {
    this.store.dispatch({ type: "dialog opened", dialog });
  }

  closeDialog(): void {
    this.store.dispatch({ type: "dialog closed" });
  }

  showDrawer(open: boolean): void {
    this.store.dispatch({ type: "drawer toggled", open });
  }

  dismiss(key: number): void {
    this.store.dispatch({ type: "notice dismissed", key });
  }

  async #guarded<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      this.session.failed(error, () => {});
      throw asProblem(error);
    }
  }

  async #done(act: () => Promise<unknown>): Promise<Done> {
    try {
      await this.#guarded(act);
      return { ok: true };
    } catch (error) {
      return { ok: false, detail: asProblem(error).message };
    }
  }

  #complain(error: unknown): void {
    this.session.failed(error, (detail) => this.#notice(asProblem(error).code, detail));
  }

  #notice(code: string, text: string): void {
    this.store.dispatch({ type: "noticed", notice: { code, text }, tone: "error" });
  }
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

export function keyOf(state: AppState): string {
  return state.open?.id ?? NEW;
}
