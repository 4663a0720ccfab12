/** What the server says, which is English: the page says it in its own language where it knows the sentence. */
import { words } from "./language";

const english = {
  inOwnWords: ({ sentence }: { sentence: string }) => `${sentence}`,
};

export type SaidWords = typeof english;
export const said = words("said", english);
