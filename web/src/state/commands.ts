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
import { dropping } from "./commands/dropping";
import { followOthers } from "./commands/elsewhere";
import { finding } from "./commands/finding";
import { keeping } from "./commands/keeping";
import { lately } from "./commands/lately";
import { messages } from "./commands/messages";
import { models } from "./commands/models";
import { queue } from "./commands/queue";
import { releases } from "./commands/releases";
import { runs } from "./commands/runs";
import { searching } from "./commands/searching";
import { servers } from "./commands/servers";
import { shelves } from "./commands/shelves";
import { trust } from "./commands/trust";
import { undoing } from "./commands/undoing";
import { working } from "./commands/working";
import { zooming } from "./commands/zooming";
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
  const ofFiles = attaching(desk, ofMessages.draftChanged);
  const ofLately = lately(desk, ofAround.changeInTurn);
  const ofModels = models(desk, ofChats.chooseModel, ofLately.usedModel);
  const ofTrust = trust(desk);
  const ofServers = servers(desk);
  const ofBringing = bringing(desk);
  const ofReleases = releases(desk);
  followOthers(desk, {
    settings: ofAround.settingsAgain,
    around: ofAround.loadAround,
    providers: (isSaid) =>
      Promise.all([ofModels.loadProviders(), isSaid ? ofModels.loadModels() : ofModels.knownModels()]),
    prompts: ofBringing.loadPrompts,
    webSearch: ofBringing.loadWebSearch,
    grants: ofTrust.loadGrants,
    servers: ofServers.loadServers,
    releases: ofReleases.loadReleases,
  });
  return {
    ...ofChats,
    ...ofMessages,
    ...ofFiles,
    ...dropping(desk, ofFiles.attach),
    ...branches(desk),
    ...finding(desk, ofChats.open),
    ...searching(desk),
    ...shelves(desk),
    ...keeping(desk),
    ...queue(desk, ofMessages.giveBack),
    ...runs(desk, ofChats.open, ofMessages.giveBack),
    ...ofTrust,
    ...ofServers,
    ...ofBringing,
    ...ofReleases,
    ...undoing(desk),
    ...working(desk),
    ...ofModels,
    ...ofAround,
    ...zooming(desk, ofAround.changeInTurn),
    ...ofLately,
  };
}
