/** The one error that calls to the server raise. `message` is a sentence that can be shown as it is. */
import { inOwnWords } from "../domain/own-words";
import { page } from "../words/page";

export class Problem extends Error {
  /** `status` is 0 when no answer came at all. */
  constructor(
    message: string,
    readonly code: string,
    readonly status: number,
  ) {
    super(message);
    this.name = "Problem";
  }

  /** No answer: the command may or may not have been taken, so it is safe only to repeat the same id. */
  get isUnanswered(): boolean {
    return this.status === 0;
  }

  /** This window's cookie is no longer accepted: another launch, or another window's session. */
  get endsSession(): boolean {
    return this.status === 401 || this.status === 403;
  }
}

export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  return new Problem(page().unreachable, "unreachable", 0);
}

/** The problem document (RFC 9457) of an answer that was not a success. */
export async function problemOf(response: Response): Promise<Problem> {
  try {
    return problemIn(await response.text(), response.status);
  } catch {
    return problemIn("", response.status);
  }
}

/** The same, of a body that was read already. */
export function problemIn(text: string, status: number): Problem {
  const fallback = page().status({ status });
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body !== "object" || body === null) return new Problem(fallback, "unknown", status);
    const { detail, title, code } = body as { detail?: unknown; title?: unknown; code?: unknown };
    const sentence = typeof detail === "string" ? detail : typeof title === "string" ? title : fallback;
    return new Problem(inOwnWords(sentence), typeof code === "string" ? code : "unknown", status);
  } catch {
    return new Problem(fallback, "unknown", status);
  }
}
