/** The page in German. It says „du“, and what a thing does before what it is called. */
import type { Catalog } from "../catalog";
import { common } from "./common";
import { ending } from "./ending";
import { list } from "./list";
import { page } from "./page";
import { start } from "./start";
import { transcript } from "./transcript";

export const catalog: Catalog = { common, page, list, ending, start, transcript };
