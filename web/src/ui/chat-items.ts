/** What can be done with a chat as a whole: the same in its line of the list, in its own menu and in the palette. */
import type { Summary } from "../domain/conversation";
import { common } from "../words/common";
import { list } from "../words/list";
import { copyChat } from "./chat-copies";
import type { App } from "./context";
import { leadOnFrom, neighbourOf } from "./focus";
import type { MenuItem } from "./menu";

type Chat = Pick<Summary, "id" | "title" | "pinned" | "archived">;

/** Where it stands: pinned, named, put away. */
export function placeItems({ commands }: App, chat: Chat, hints: boolean): readonly MenuItem[] {
  const { id, title } = chat;
  const pinned = chat.pinned === true;
  const archived = chat.archived === true;
  return [
    {
      says: list().rename,
      icon: "pencil",
      ...(hints ? { hint: "F2" } : {}),
      act: () => commands.show({ kind: "rename", id, title }),
    },
    { says: pinned ? list().unpin : list().pin, icon: "pin", act: () => void commands.pin(id, !pinned) },
    {
      says: list().tags,
      icon: "tag",
      act: () => commands.show({ kind: "tags", id, title: title || common().newChat }),
    },
    {
      says: archived ? list().bringBack : list().archive,
      icon: "archive",
      act: () => {
        const next = neighbourOf(id);
        void commands
          .archive({ id, title: title || common().newChat }, !archived)
          .then(() => leadOnFrom(id, next));
      },
    },
  ];
}

/** Taking it out of Runnel: to the clipboard, or as a file. */
export function copyItems(app: App, id: string): readonly MenuItem[] {
  const { commands } = app;
  return [
    { says: common().copyMarkdown, icon: "copy", apart: true, act: () => void copyChat(app, id, "markdown") },
    { says: common().copyText, icon: "copy", act: () => void copyChat(app, id, "text") },
    {
      says: list().saveMarkdown,
      icon: "download",
      apart: true,
      act: () => void commands.saveChat(id, "markdown"),
    },
    { says: list().saveHtml, icon: "download", act: () => void commands.saveChat(id, "html") },
    { says: list().saveJson, icon: "download", act: () => void commands.saveChat(id, "json") },
  ];
}

export function deleteItem({ commands }: App, { id, title }: Chat, hints: boolean): MenuItem {
  return {
    says: list().delete,
    icon: "trash",
    apart: true,
    danger: true,
    ...(hints ? { hint: list().deleteKey } : {}),
    act: () => commands.show({ kind: "delete", id, title: title || common().newChat }),
  };
}
