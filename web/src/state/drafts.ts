/**
 * Keeps what is being typed on the server, so that neither a crash nor a closed window takes it. It saves the text
 * as it is when its time comes, one call at a time for each draft, and never changes what stands in the composer.
 */
import type { Problem } from "../wire/problem";
import type { Draft } from "../wire/shapes";

/** At most this much typing is lost; and a draft is saved no more often. */
export const SAVE_AFTER_MS = 800;
/** Before the next try, when the server did not answer. */
const AGAIN_AFTER_MS = 3_000;
const NOTHING: Draft = { text: "" };

export interface DraftWorld {
  /** What is to be kept now. */
  draft(key: string): Draft;
  save(key: string, draft: Draft): Promise<void>;
  problem(error: unknown): Problem;
  setTimeout(run: () => void, ms: number): unknown;
  clearTimeout(timer: unknown): void;
}

interface Keeping {
  /** What the server keeps, of what it had or took from here; null is not known. Others may keep more there. */
  saved: Draft | null;
  timer: unknown;
  /** What it is asked to take, until it has answered. */
  saving: Draft | null;
  /** That is not what stands there any more, and may undo what the server did since. */
  again: boolean;
}

export class Drafts {
  readonly #kept = new Map<string, Keeping>();

  constructor(readonly world: DraftWorld) {}

  /** A key was pressed. The first one begins the wait, so that steady typing is saved as well. */
  typed(key: string): void {
    const kept = this.#of(key);
    if (kept.timer === null && kept.saving === null) this.#plan(key, kept, SAVE_AFTER_MS);
  }

  /** What the server had before anything was typed here. */
  had(key: string, draft: Draft): void {
    const kept = this.#of(key);
    if (kept.timer === null && kept.saving === null) kept.saved = draft;
  }

  /**
   * A message of it is about to go. The server takes out what that message holds, and nothing else: an earlier state
   * that it does not hold is to be replaced before. Null if none is.
   */
  goes(key: string, text: string): Promise<void> | null {
    const kept = this.#of(key);
    if (kept.saved === null || text.startsWith(kept.saved.text.trim())) return null;
    return this.#save(key, kept);
  }

  /** A message of it was taken, which the server takes out by itself, or came back: what it keeps is not known. */
  sent(key: string): void {
    const kept = this.#of(key);
    if (!isSame(NOTHING, kept.saved)) kept.saved = null;
    kept.again = kept.saving !== null;
    void this.#save(key, kept);
  }

  /** The window is hidden or closed: what waits is saved at once, also while the server is slow to take the last. */
  flush(): void {
    for (const [key, kept] of this.#kept) {
      const draft = this.world.draft(key);
      if (kept.saving === null && kept.timer !== null) void this.#save(key, kept);
      else if (kept.saving !== null && !isSame(draft, kept.saving)) {
        kept.saving = draft;
        this.world.save(key, draft).catch(() => {}); // if the window stays, it is looked at again
      }
    }
  }

  async #save(key: string, kept: Keeping): Promise<void> {
    this.#unplan(kept);
    if (kept.saving !== null) return; // it is looked at again when that has ended
    const draft = this.world.draft(key);
    if (isSame(draft, kept.saved)) return;
    kept.saving = draft;
    let pause = SAVE_AFTER_MS;
    try {
      await this.world.save(key, draft);
      kept.saved = draft;
    } catch (error) {
      // A refusal (too long, half a character) is final for this text; everything else is tried again.
      if (!isFinal(this.world.problem(error))) pause = AGAIN_AFTER_MS;
      else kept.saved = draft;
    }
    kept.saving = null;
    if (kept.again) {
      kept.again = false;
      kept.saved = null;
      pause = pause === SAVE_AFTER_MS ? 0 : pause;
    }
    if (!isSame(this.world.draft(key), kept.saved)) this.#plan(key, kept, pause);
  }

  #plan(key: string, kept: Keeping, ms: number): void {
    kept.timer = this.world.setTimeout(() => void this.#save(key, kept), ms);
  }

  #unplan(kept: Keeping): void {
    if (kept.timer !== null) this.world.clearTimeout(kept.timer);
    kept.timer = null;
  }

  #of(key: string): Keeping {
    let kept = this.#kept.get(key);
    if (kept === undefined) {
      kept = { saved: NOTHING, timer: null, saving: null, again: false };
      this.#kept.set(key, kept);
    }
    return kept;
  }
}

function isSame(one: Draft, other: Draft | null): boolean {
  if (one.text !== other?.text) return false;
  const [files, others] = [one.attachments ?? [], other.attachments ?? []];
  return files.length === others.length && files.every(({ id }, at) => id === others[at]?.id);
}

function isFinal(problem: Problem): boolean {
  return problem.endsSession || problem.status === 413 || problem.status === 422 || problem.status === 400;
}
