/** A clock that moves when a test says so. */
export class Clock {
  now = 0;
  #timers: { at: number; run: () => void; id: number }[] = [];
  #next = 1;

  readonly setTimeout = (run: () => void, ms: number): number => {
    const id = this.#next++;
    this.#timers.push({ at: this.now + ms, run, id });
    return id;
  };

  readonly clearTimeout = (id: unknown): void => {
    this.#timers = this.#timers.filter((timer) => timer.id !== id);
  };

  /** Runs what is due, in order, with what it awaits. */
  async pass(ms: number): Promise<void> {
    const until = this.now + ms;
    for (;;) {
      const due = this.#timers
        .filter((timer) => timer.at <= until)
        .sort((one, other) => one.at - other.at || one.id - other.id)[0];
      if (due === undefined) break;
      this.#timers = this.#timers.filter((timer) => timer !== due);
      this.now = due.at;
      due.run();
      await settled();
    }
    this.now = until;
    await settled();
  }
}

/** Everything that waits for nothing but promises has happened. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}
