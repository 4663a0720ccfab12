/** Holds the one state in a signal and gives each part of it as a signal of its own. */
import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { type AppState, initial } from "./app";
import { type Action, reduce } from "./reduce";

export class Store {
  readonly #state = signal<AppState>(initial);
  readonly #parts = new Map<keyof AppState, ReadonlySignal<unknown>>();

  get state(): ReadonlySignal<AppState> {
    return this.#state;
  }

  /** The state now, without subscribing to it. */
  now(): AppState {
    return this.#state.peek();
  }

  dispatch(action: Action): void {
    this.#state.value = reduce(this.#state.peek(), action);
  }

  /** A part of the state as a signal: it changes only when that part does. */
  part<K extends keyof AppState>(key: K): ReadonlySignal<AppState[K]> {
    let part = this.#parts.get(key);
    if (part === undefined) {
      part = computed(() => this.#state.value[key]);
      this.#parts.set(key, part);
    }
    return part as ReadonlySignal<AppState[K]>;
  }
}
