/** What every command works with, and the three ways in which a call to the server can end. */
import { asProblem } from "../../wire/problem";
import type { Server } from "../../wire/server";
import { isAway, type Loadable } from "../app";
import type { Session } from "../session";
import type { Store } from "../store";

/** Waits before the same call is made again when no answer came at all. */
const RESEND_WAITS_MS = [400, 1_200, 3_000, 6_000] as const;

export type Done = { readonly ok: true } | { readonly ok: false; readonly detail: string };

export class Desk {
  constructor(
    readonly store: Store,
    readonly server: Server,
    readonly session: Session,
    readonly newId: () => string,
    readonly wait: (ms: number) => Promise<void>,
  ) {}

  /** The caller is told of a failure. */
  async guarded<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      this.session.failed(error, () => {});
      throw asProblem(error);
    }
  }

  /** The caller shows a failure where it stands. */
  async done(act: () => Promise<unknown>): Promise<Done> {
    try {
      await this.guarded(act);
      return { ok: true };
    } catch (error) {
      return { ok: false, detail: asProblem(error).message };
    }
  }

  /** What is known stays to be seen while it is asked for again. */
  async load<T>(
    known: T | undefined,
    ask: () => Promise<T>,
    tell: (loadable: Loadable<T>) => void,
  ): Promise<void> {
    const kept = known === undefined ? {} : { value: known };
    tell({ status: "loading", ...kept });
    try {
      tell({ status: "ready", value: await ask() });
    } catch (error) {
      this.session.failed(error, (detail) => tell({ status: "failed", detail, ...kept }));
    }
  }

  /** Nobody waits for it: a failure is a notice. */
  complain(error: unknown): void {
    this.session.failed(error, (detail) => this.notice(asProblem(error).code, detail));
  }

  notice(code: string, text: string): void {
    this.store.dispatch({ type: "noticed", notice: { code, text }, tone: "error" });
  }

  /**
   * For calls that carry their own id: repeating is safe when it is not known whether one arrived. While the
   * connection is away one try is enough to know, and a person waits for the reason.
   */
  async repeated<T>(call: () => Promise<T>): Promise<T> {
    for (const ms of RESEND_WAITS_MS) {
      try {
        return await call();
      } catch (error) {
        if (!asProblem(error).isUnanswered || isAway(this.store.now())) throw error;
        await this.wait(ms);
      }
    }
    return call();
  }
}
