/** All words of the page by their part; another language has each of them, or TypeScript complains. */

import type { ActingWords } from "./acting";
import type { ActionsWords } from "./actions";
import type { AllowingWords } from "./allowing";
import type { AnsweringWords } from "./answering";
import type { CommonWords } from "./common";
import type { EndingWords } from "./ending";
import type { FolderWords } from "./folder";
import type { ListWords } from "./list";
import type { ModesWords } from "./modes";
import type { NewsWords } from "./news";
import type { PageWords } from "./page";
import type { PromptingWords } from "./prompting";
import type { ReplayingWords } from "./replaying";
import type { SaidWords } from "./said";
import type { ServersWords } from "./servers";
import type { SetupWords } from "./setup";
import type { ShelvesWords } from "./shelves";
import type { StartWords } from "./start";
import type { TranscriptWords } from "./transcript";
import type { TreeWords } from "./tree";
import type { TuningWords } from "./tuning";
import type { UndoingWords } from "./undoing";
import type { WorkingWords } from "./working";
import type { WritingWords } from "./writing";

export interface Catalog {
  readonly common: CommonWords;
  readonly page: PageWords;
  readonly list: ListWords;
  readonly transcript: TranscriptWords;
  readonly ending: EndingWords;
  readonly start: StartWords;
  readonly writing: WritingWords;
  readonly answering: AnsweringWords;
  readonly folder: FolderWords;
  readonly tree: TreeWords;
  readonly tuning: TuningWords;
  readonly actions: ActionsWords;
  readonly servers: ServersWords;
  readonly setup: SetupWords;
  readonly shelves: ShelvesWords;
  readonly acting: ActingWords;
  readonly modes: ModesWords;
  readonly allowing: AllowingWords;
  readonly undoing: UndoingWords;
  readonly working: WorkingWords;
  readonly replaying: ReplayingWords;
  readonly said: SaidWords;
  readonly news: NewsWords;
  readonly prompting: PromptingWords;
}
