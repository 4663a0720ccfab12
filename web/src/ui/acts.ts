/** What each action of the table does. */
import type { Conversation, Mode } from "../domain/conversation";
import type { Theme } from "../wire/shapes";
import { common } from "../words/common";
import { modes } from "../words/modes";
import type { ActionId } from "./actions";
import { copyChat } from "./chat-copies";
import type { App } from "./context";
import { focusComposer, focusWhenShown, isNowhere } from "./focus";
import { chooseArchive } from "./import-file";
import { openModes } from "./mode";
import { quoteSelection } from "./quote";
import { SEARCH_ID } from "./search";

/** What an action may use. `chat` is the one on screen, once it is loaded. */
interface Desk extends App {
  readonly chat: Conversation | null;
}

type Act = (desk: Desk) => unknown;

const theme =
  (theme: Theme): Act =>
  ({ commands }) =>
    commands.changeSettings({ theme });

const mode =
  (mode: Mode): Act =>
  ({ commands }) => {
    commands.say(modes().isNow({ mode: modes().names[mode] }));
    return commands.chooseMode(mode);
  };

/** Only with a chat on screen. */
const onChat =
  (does: (chat: Conversation, desk: Desk) => unknown): Act =>
  (desk) =>
    desk.chat === null ? undefined : does(desk.chat, desk);

const ACTS: Readonly<Record<ActionId, Act>> = {
  palette: ({ commands }) => commands.show({ kind: "palette" }),
  newChat: ({ commands }) => {
    commands.newChat();
    focusComposer();
  },
  searchChats: (desk) => searchChats(desk),
  settings: ({ commands }) => commands.show({ kind: "settings" }),
  shortcuts: ({ commands }) => commands.show({ kind: "shortcuts" }),
  whatIsNew: ({ commands }) => commands.show({ kind: "news" }),
  providers: ({ commands }) => commands.show({ kind: "providers" }),
  addProvider: ({ commands }) => commands.show({ kind: "providers", add: true }),
  nextChat: (desk) => step(desk, 1),
  previousChat: (desk) => step(desk, -1),
  nextPane: () => nextPane(),

  findInChat: (desk) => desk.commands.openFind() || searchChats(desk),
  renameChat: onChat(({ id, title }, { commands }) => commands.show({ kind: "rename", id, title })),
  pinChat: onChat(({ id, pinned }, { commands }) => commands.pin(id, !pinned)),
  tagChat: onChat(({ id, title }, { commands }) => commands.show({ kind: "tags", id, title: named(title) })),
  archiveChat: onChat(({ id, title, archived }, { commands }) =>
    commands.archive({ id, title: named(title) }, !archived),
  ),
  deleteChat: onChat(({ id, title }, { commands }) =>
    commands.show({ kind: "delete", id, title: named(title) }),
  ),
  chatSettings: ({ commands }) => commands.show({ kind: "chat" }),
  chooseFolder: ({ commands }) => commands.show({ kind: "folder" }),
  chooseMode: () => openModes(),
  modeAsk: mode("ask"),
  modePlan: mode("plan"),
  modeAuto: mode("auto"),
  branches: onChat((_, { commands }) => commands.show({ kind: "branches" })),
  copyMarkdown: onChat(({ id }, desk) => copyChat(desk, id, "markdown")),
  changes: ({ commands }) => commands.show({ kind: "changes", run: null }),
  copyText: onChat(({ id }, desk) => copyChat(desk, id, "text")),
  saveMarkdown: onChat(({ id }, { commands }) => commands.saveChat(id, "markdown")),
  saveHtml: onChat(({ id }, { commands }) => commands.saveChat(id, "html")),
  saveJson: onChat(({ id }, { commands }) => commands.saveChat(id, "json")),
  openInBrowser: ({ commands }) => commands.openInBrowser(),
  printChat: () => window.print(),

  focusComposer: () => focusComposer(),
  quote: ({ commands }) => quoteSelection(commands.quote),
  goToAsked: () => focusAsked(),
  stopAnswer: ({ commands }) => commands.stop(),

  bigger: ({ commands }) => commands.zoom(1),
  smaller: ({ commands }) => commands.zoom(-1),
  normalSize: ({ commands }) => commands.zoom(0),
  sidebar: (desk) => toggleList(desk),
  themeLight: theme("light"),
  themeDark: theme("dark"),
  themeSystem: theme("system"),

  showArchive: (desk) => {
    showList(desk);
    void desk.commands.showView({ archived: true, tag: null });
  },
  showBin: ({ commands }) => commands.show({ kind: "bin" }),
  exportAll: ({ commands }) => commands.saveEverything(),
  importAll: () => chooseArchive(),
};

export function act(app: App, id: ActionId): void {
  void ACTS[id]({ ...app, chat: app.store.now().open?.conversation ?? null });
}

/** The first card that waits, on its safe choice. */
function focusAsked(): void {
  const card = document.querySelector("#transcript .approval");
  const first = card?.querySelector<HTMLElement>(".answer, .own-answer textarea, footer button");
  card?.scrollIntoView({ block: "nearest" });
  first?.focus({ preventScroll: true });
}

function named(title: string): string {
  return title || common().newChat;
}

function isNarrow(): boolean {
  return document.documentElement.classList.contains("narrow");
}

/** The list of chats is on screen, whatever kind of window this is. */
function showList({ commands }: App): void {
  if (isNarrow()) commands.showDrawer(true);
  else commands.foldList(false);
}

function toggleList({ store, commands }: App): void {
  if (isNarrow()) commands.showDrawer(!store.now().drawer);
  else commands.foldList(!store.now().folded);
  requestAnimationFrame(() => {
    if (isNowhere()) focusComposer();
  });
}

function searchChats(app: App): void {
  showList(app);
  focusWhenShown(
    () => document.getElementById(SEARCH_ID),
    (field) => field instanceof HTMLInputElement && field.select(),
  );
}

function step({ store, commands }: App, by: 1 | -1): void {
  const { list, open } = store.now();
  const items = list.view?.items ?? list.items;
  const at = items.findIndex(({ id }) => id === open?.id);
  const next = items[at < 0 ? (by === 1 ? 0 : items.length - 1) : at + by];
  if (next !== undefined) commands.open(next.id);
}

/** From the list to the chat to the message field, and round again. */
function nextPane(): void {
  const panes = [".sidebar", "#transcript", ".composer"].flatMap((selector) => {
    const pane = document.querySelector<HTMLElement>(selector);
    return pane !== null && getComputedStyle(pane).visibility !== "hidden" && pane.offsetParent !== null
      ? [pane]
      : [];
  });
  const now = panes.findIndex((pane) => pane.contains(document.activeElement));
  const next = panes[(now + 1) % Math.max(1, panes.length)];
  if (next === undefined || next.matches(".composer")) {
    focusComposer();
    return;
  }
  const first = next.matches(".sidebar")
    ? (next.querySelector<HTMLElement>('.chat-open[tabindex="0"]') ??
      next.querySelector<HTMLElement>("input"))
    : null;
  (first ?? next).focus();
}
