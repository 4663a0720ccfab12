/** All words of the page by their part; another language has each of them, or TypeScript complains. */
import type { CommonWords } from "./common";
import type { EndingWords } from "./ending";
import type { ListWords } from "./list";
import type { PageWords } from "./page";
import type { StartWords } from "./start";
import type { TranscriptWords } from "./transcript";

export interface Catalog {
  readonly common: CommonWords;
  readonly page: PageWords;
  readonly list: ListWords;
  readonly transcript: TranscriptWords;
  readonly ending: EndingWords;
  readonly start: StartWords;
}
