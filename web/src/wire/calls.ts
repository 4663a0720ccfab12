/** One call of the server and its answer; every failure is a `Problem`. Nothing is retried here. */
import { asProblem, problemOf } from "./problem";

const TIMEOUT_MS = 20_000;
/** A provider that is asked over the network may take its time. */
export const SLOW_TIMEOUT_MS = 60_000;

/** A browser lets so many bytes of a call outlive its page; a character is three bytes at most. */
const KEEPALIVE_BYTES = 60_000;

interface Options {
  readonly body?: unknown;
  /** A file's own bytes, instead of a body as JSON. */
  readonly bytes?: Blob;
  readonly outlivesThePage?: boolean;
  readonly timeoutMs?: number;
}

export class Calls {
  readonly #fetch: typeof fetch;

  constructor(fetcher: typeof fetch = (input, init) => fetch(input, init)) {
    this.#fetch = fetcher;
  }

  protected async call<T>(method: string, path: string, options: Options = {}): Promise<T> {
    const text = await this.#answer(method, path, options, (response) => response.text());
    // The one cast of the wire: the shapes are the contract's, and both sides are tested against it.
    return (text === "" ? undefined : JSON.parse(text)) as T;
  }

  protected file(method: string, path: string, options: Options = {}): Promise<Blob> {
    return this.#answer(method, path, options, (response) => response.blob());
  }

  async #answer<T>(
    method: string,
    path: string,
    options: Options,
    read: (response: Response) => Promise<T>,
  ): Promise<T> {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), options.timeoutMs ?? TIMEOUT_MS);
    const json = options.body === undefined ? undefined : JSON.stringify(options.body);
    const body = options.bytes ?? json;
    const type = options.bytes === undefined ? "application/json" : "application/octet-stream";
    try {
      const response = await this.#fetch(path, {
        method,
        credentials: "same-origin",
        redirect: "error",
        signal: abort.signal,
        keepalive: options.outlivesThePage === true && (json?.length ?? 0) * 3 < KEEPALIVE_BYTES,
        ...(body === undefined ? {} : { headers: { "content-type": type }, body }),
      });
      if (!response.ok) throw await problemOf(response);
      return await read(response);
    } catch (error) {
      throw asProblem(error);
    } finally {
      clearTimeout(timer);
    }
  }
}
