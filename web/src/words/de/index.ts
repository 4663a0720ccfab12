/** The page in German. It says „du“, and what a thing does before what it is called. */
import type { Catalog } from "../catalog";
import { acting } from "./acting";
import { actions } from "./actions";
import { allowing } from "./allowing";
import { answering } from "./answering";
import { common } from "./common";
import { ending } from "./ending";
import { folder } from "./folder";
import { list } from "./list";
import { modes } from "./modes";
import { news } from "./news";
import { page } from "./page";
import { prompting } from "./prompting";
import { replaying } from "./replaying";
import { said } from "./said";
import { servers } from "./servers";
import { setup } from "./setup";
import { shelves } from "./shelves";
import { start } from "./start";
import { transcript } from "./transcript";
import { tree } from "./tree";
import { tuning } from "./tuning";
import { undoing } from "./undoing";
import { working } from "./working";
import { writing } from "./writing";

export const catalog: Catalog = {
  common,
  page,
  list,
  ending,
  start,
  transcript,
  writing,
  answering,
  folder,
  tree,
  tuning,
  actions,
  servers,
  setup,
  shelves,
  acting,
  modes,
  allowing,
  undoing,
  working,
  replaying,
  said,
  news,
  prompting,
};
