/** A sentence of the server as the page says it: in the language that is spoken, or as it came. */
import { said } from "../words/said";

export function inOwnWords(sentence: string): string {
  return said().inOwnWords({ sentence });
}
