/**
 * Tells the server each second that the page's own thread runs, so that a page that stands still is made anew. Only in
 * the window of our own: nobody could make a browser's page anew. A page that is hidden, or waits for a dialog of the
 * browser's, says so first and is not waited for.
 */

const BEAT_MS = 1_000;
/** What our windows add to the name that the engine goes by (desktop/view.py). */
const OURS = /\bRunnel\b/;

export function isOurWindow(agent: string): boolean {
  return OURS.test(agent);
}

export interface PulseWorld {
  isHidden(): boolean;
  beat(shown: boolean): void;
  setTimeout(run: () => void, ms: number): unknown;
}

export class Pulse {
  #standing = false;

  constructor(readonly world: PulseWorld) {
    this.#beat();
  }

  /** The page was hidden or shown, or goes: not to wait for the next second. */
  changed(): void {
    this.world.beat(this.#isShown());
  }

  /** Before and after a dialog that stops the page's own thread, as printing does. */
  stands(standing: boolean): void {
    this.#standing = standing;
    this.changed();
  }

  #isShown(): boolean {
    return !this.#standing && !this.world.isHidden();
  }

  #beat(): void {
    if (this.#isShown()) this.world.beat(true);
    this.world.setTimeout(() => this.#beat(), BEAT_MS);
  }
}
