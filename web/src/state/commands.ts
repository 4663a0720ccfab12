/**
 * What a person can do, each as one function: tell the server, and put the outcome into the store. The interface
 * calls these and nothing else. They stand in `commands/`, by what they are about.
 */
import type { Server } from "../wire/server";
import { around } from "./commands/around";
import { attaching } from "./commands/attaching";
import { branches } from "./commands/branches";
import { bringing } from "./commands/bringing";
import { chats } from "./commands/chats";
import { Desk } from "./commands/desk";
import { finding } from "./commands/finding";
import { keeping } from "./commands/keeping";
import { lately } from "./commands/lately";
import { messages } from "./commands/messages";
import { models } from "./commands/models";
import { queue } from "./commands/queue";
import { runs } from "./commands/runs";
import { searching } from "./commands/searching";
import { servers } from "./commands/servers";
import { shelves } from "./commands/shelves";
import { trust } from "./commands/trust";
import { undoing } from "./commands/undoing";
import { working } from "./commands/working";
import type { Session } from "./session";
import type { Store } from "./store";

export type { Done } from "./commands/desk";
export type Commands = ReturnType<typeof makeCommands>;

export function makeCommands(
  store: Store,
  server: Server,
  session: Session,
  newId: () => string = () => crypto.randomUUID(),
  wait: (ms: number) => Promise<void> = (ms) => new Promise((done) => setTimeout(done, ms)),
) {
  const desk = new Desk(store, server, session, newId, wait);
  const ofChats = chats(desk);
  const ofMessages = messages(desk);
  const ofAround = around(desk);
  const ofLately = lately(desk, ofAround.changeInTurn);
  return {
    ...ofChats,
    ...ofMessages,
    ...attaching(desk, ofMessages.draftChanged),
    ...branches(desk),
    ...finding(desk, ofChats.open),
    ...searching(desk),
    ...shelves(desk),
    ...keeping(desk),
    ...queue(desk, ofMessages.giveBack),
    ...runs(desk, ofChats.open),
    ...trust(desk),
    ...servers(desk),
    ...bringing(desk),
    ...undoing(desk),
    ...working(desk),
    ...models(desk, ofChats.chooseModel, ofLately.usedModel),
    ...ofAround,
    ...ofLately,
  };
}
