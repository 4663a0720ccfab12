/** What windows of one browser have in common: locks, a channel, timers. Tests hand in fakes of the same parts. */
import type { Source } from "./events";

/** The part of LockManager that is used. */
export interface Locks {
  request(
    name: string,
    options: { steal?: boolean; signal?: AbortSignal },
    hold: () => Promise<void>,
  ): Promise<unknown>;
}

/** The part of BroadcastChannel that is used. */
export interface Channel {
  postMessage(message: unknown): void;
  close(): void;
}

export interface Windows {
  connect(cursor: string): Source;
  /** Throws where there are none. */
  locks(): Locks;
  /** Throws where there is none. */
  channel(name: string, hear: (message: unknown) => void): Channel;
  setTimeout(run: () => void, ms: number): unknown;
  clearTimeout(timer: unknown): void;
  newId(): string;
}

/** The browser's own. Each part may be missing, or throw when it is touched. */
export function browserWindows(connect: (cursor: string) => Source): Windows {
  return {
    connect,
    locks: () => {
      if (navigator.locks === undefined) throw new Error("no locks");
      return navigator.locks;
    },
    channel: (name, hear) => {
      const channel = new BroadcastChannel(name);
      channel.onmessage = (event) => hear(event.data);
      return channel;
    },
    setTimeout: (run, ms) => setTimeout(run, ms),
    clearTimeout: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout>),
    newId: () => crypto.randomUUID(),
  };
}
