/** One of several windows is elected by holding a Web Lock: the browser gives it to the next when that window ends. */
import type { Locks } from "./windows";

export interface Candidate {
  elected(): void;
  /** Another window took the lock, or it cannot be had at all. */
  lost(): void;
}

export class Election {
  /** Of the newest request; older ones are of no account any more. */
  #place: AbortController | null = null;
  #resign: (() => void) | null = null;
  #left = false;

  constructor(
    readonly name: string,
    readonly locks: Locks,
    readonly candidate: Candidate,
  ) {}

  /** Waits for the lock, or takes it from a window that does not answer. */
  stand(steal = false): void {
    this.#place?.abort();
    const place = new AbortController();
    this.#place = place;
    const hold = (): Promise<void> => {
      if (this.#left || place !== this.#place) return Promise.resolve();
      return new Promise((resign) => {
        this.#resign = resign;
        this.candidate.elected();
      });
    };
    this.locks.request(this.name, steal ? { steal } : { signal: place.signal }, hold).catch(() => {
      if (this.#left || place !== this.#place) return;
      this.#resign = null;
      this.candidate.lost();
    });
  }

  /** For good: another window is elected. */
  leave(): void {
    this.#left = true;
    this.#place?.abort();
    this.#resign?.();
  }
}
