/**
 * Connects the store with the server: starts, follows the facts, fetches what is missing. Frames are handed to
 * the store once a frame of the screen, so that a fast answer costs one change each 16 ms.
 */
import type { Frame, Hello } from "../domain/frame";
import { Events, type EventsHandler, type Link, type Surroundings } from "../wire/events";
import { asProblem } from "../wire/problem";
import type { Server } from "../wire/server";
import type { LinkState } from "./app";
import type { Store } from "./store";

/** A hidden window gets no animation frames; its facts wait no longer than this. */
const HIDDEN_FLUSH_MS = 100;
/** Of a long conversation the end comes first, in messages: what is on screen when it opens, and some more. */
const SHOWN_FIRST = 40;
const FETCH_RETRY_MS = 3_000;
const FETCH_LONGEST_MS = 60_000;
/** A short break is nobody's business; a longer one is said, and for one that lasts what to do about it. */
const LOST_AFTER_MS = 5_000;
const STUCK_AFTER_MS = 30_000;
const STORAGE_AGAIN_MS = 10_000;

export interface Screen extends Surroundings {
  /** The machine may have slept: the connection may be another window's. */
  woke(): void;
  /** This window takes and gives no facts any more. */
  leave(): void;
  requestFrame(run: () => void): void;
}

export class Session implements EventsHandler {
  #events: Events | null = null;
  #arrived: Frame[] = [];
  #flushPlanned = false;
  readonly #break: unknown[] = [];
  #wasLive = false;
  #storageTimer: unknown = null;

  constructor(
    readonly store: Store,
    readonly server: Server,
    readonly screen: Screen,
  ) {}

  /** Fetches the snapshot and begins to follow the facts. Nothing is shown of it before the page is `ready`. */
  async start(ready?: Promise<unknown>): Promise<void> {
    try {
      const cursor = await this.reset(ready);
      this.#events = new Events(cursor, this, this.screen);
      this.#noteBreak();
      this.#events.open();
    } catch (error) {
      this.failed(error, (detail) => this.store.dispatch({ type: "start failed", detail }));
    }
  }

  /** The machine may have slept: look at the stream again at once. */
  wake(): void {
    this.screen.woke();
    this.#events?.wake();
    this.#fetchNow();
    this.fetchMissing();
  }

  end(): void {
    this.#events?.close();
    this.screen.leave();
  }

  // --- what the stream tells ------------------------------------------------------------------------

  frame(frame: Frame): void {
    this.#arrived.push(frame);
    if (this.#flushPlanned) return;
    this.#flushPlanned = true;
    const flush = () => this.#flush();
    this.screen.requestFrame(flush);
    this.screen.setTimeout(flush, HIDDEN_FLUSH_MS);
  }

  hello(hello: Pick<Hello, "storage">): void {
    this.#storage(hello.storage ?? "ok");
  }

  /** Only a hello says that saving works again, so while it does not, one is asked for now and then. */
  #storage(storage: "ok" | "failed"): void {
    if (this.store.now().storage !== storage) this.store.dispatch({ type: "storage reported", storage });
    this.screen.clearTimeout(this.#storageTimer);
    if (storage === "failed")
      this.#storageTimer = this.screen.setTimeout(() => this.wake(), STORAGE_AGAIN_MS);
  }

  /** Who asks for what is different now beside the facts; null is that it is not known what. */
  changedBesides: (what: readonly string[] | null) => void = () => {};

  changed(what: readonly string[]): void {
    this.changedBesides(what);
  }

  link(link: Link): void {
    if (link === "live") {
      if (this.#wasLive) this.changedBesides(null);
      this.#wasLive = true;
      this.#forgetBreak();
      this.store.dispatch({ type: "link changed", link });
      this.fetchMissing();
    } else this.#noteBreak();
  }

  /** A break is as old as its first moment, however many attempts there are in it. */
  #noteBreak(): void {
    if (this.#break.length > 0) return;
    this.store.dispatch({ type: "link changed", link: "connecting" });
    const say = (link: LinkState, ms: number) =>
      this.#break.push(this.screen.setTimeout(() => this.store.dispatch({ type: "link changed", link }), ms));
    say("lost", LOST_AFTER_MS);
    say("stuck", STUCK_AFTER_MS);
  }

  #forgetBreak(): void {
    for (const timer of this.#break.splice(0)) this.screen.clearTimeout(timer);
  }

  async reset(ready?: Promise<unknown>): Promise<string> {
    const [snapshot] = await Promise.all([this.server.snapshot(), ready]);
    this.#fetchNow();
    this.store.dispatch({ type: "started", snapshot });
    this.fetchMissing();
    return snapshot.asOf;
  }

  async mayCall(): Promise<boolean> {
    try {
      await this.server.settings();
      return true;
    } catch (error) {
      this.failed(error, () => {});
      return !asProblem(error).endsSession;
    }
  }

  // --- what is missing ------------------------------------------------------------------------------

  /** Fetches what the state says is wanted. Called after every change that may want something. */
  fetchMissing(): void {
    const { open, list, phase } = this.store.now();
    if (phase === "ended") return;
    // One that is on screen waits for its turn; one that is not there yet is waited for by a person.
    const pauses = this.#retryTimer !== null && open?.id === this.#tried && open.conversation !== null;
    if (open?.fetch === "wanted" && !pauses) void this.#fetchConversation(open.id);
    if (list.stale) void this.#refreshList();
  }

  /** Any failed call passes here: the end of the session is the same for all of them. */
  failed(error: unknown, tell: (detail: string) => void): void {
    const problem = asProblem(error);
    if (problem.endsSession) {
      this.end();
      this.#forgetBreak();
      this.store.dispatch({ type: "session ended" });
      return;
    }
    if (problem.code === "storage_failed") this.#storage("failed");
    tell(problem.message);
  }

  #flush(): void {
    if (!this.#flushPlanned) return;
    this.#flushPlanned = false;
    const frames = this.#arrived;
    this.#arrived = [];
    this.store.dispatch({ type: "frames arrived", frames });
    this.fetchMissing();
  }

  #request = 0;
  #tried = "";
  #tries = 0;
  #retryTimer: unknown = null;

  /** Only the newest request may answer: an older one's answer can be late, and older than what is shown. */
  async #fetchConversation(id: string): Promise<void> {
    this.#request += 1;
    const request = this.#request;
    this.#fetchNow(id);
    this.store.dispatch({ type: "conversation fetching", id });
    try {
      const isNew = this.store.now().open?.conversation === null;
      let fetched = await this.server.conversation(id, isNew ? SHOWN_FIRST : undefined);
      if (fetched.before !== undefined && request === this.#request) {
        this.store.dispatch({ type: "conversation begun", fetched }); // what arrives meanwhile waits for the whole
        fetched = await this.server.conversation(id);
      }
      if (request === this.#request) this.store.dispatch({ type: "conversation loaded", fetched });
    } catch (error) {
      this.failed(error, (detail) => {
        if (request === this.#request) this.store.dispatch({ type: "conversation failed", id, detail });
      });
    }
    if (request === this.#request) this.#planFetch(id);
  }

  /** It may have failed, or what came while fetching may again have a gap: a server in trouble is not hammered. */
  #planFetch(id: string): void {
    const { open, phase } = this.store.now();
    if (phase === "ended" || open?.id !== id || open.fetch !== "wanted") {
      this.#tries = 0;
      return;
    }
    const wait = Math.min(FETCH_LONGEST_MS, FETCH_RETRY_MS * 2 ** this.#tries);
    this.#tries += 1;
    this.#retryTimer = this.screen.setTimeout(() => {
      this.#retryTimer = null;
      this.fetchMissing();
    }, wait);
  }

  /** Ends the pause before the next try; for another conversation, or without one, also its growth. */
  #fetchNow(id = ""): void {
    this.screen.clearTimeout(this.#retryTimer);
    this.#retryTimer = null;
    if (id !== this.#tried) this.#tries = 0;
    this.#tried = id;
  }

  #refreshing = false;

  async #refreshList(): Promise<void> {
    if (this.#refreshing) return;
    this.#refreshing = true;
    this.store.dispatch({ type: "list asked" });
    try {
      this.store.dispatch({ type: "list refreshed", page: await this.server.conversations({}) });
    } catch (error) {
      this.store.dispatch({ type: "list failed" });
      this.failed(error, () => {});
    }
    const again = (): void => {
      this.#refreshing = false;
      this.fetchMissing();
    };
    if (this.store.now().list.stale) this.screen.setTimeout(again, FETCH_RETRY_MS);
    else this.#refreshing = false;
  }
}
