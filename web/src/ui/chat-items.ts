/** What can be done with a chat as a whole: the same in its line of the list, in its own menu and in the palette. */
import type { Summary } from "../domain/conversation";
import { copyChat } from "./chat-copies";
import type { App } from "./context";
import type { MenuItem } from "./menu";

type Chat = Pick<Summary, "id" | "title" | "pinned" | "archived">;

/** Where it stands: pinned, named, put away. */
export function placeItems({ commands }: App, chat: Chat, hints: boolean): readonly MenuItem[] {
  const { id, title } = chat;
  const pinned = chat.pinned === true;
  const archived = chat.archived === true;
  return [
    {
      says: "Rename",
      icon: "pencil",
      ...(hints ? { hint: "F2" } : {}),
      act: () => commands.show({ kind: "rename", id, title }),
    },
    { says: pinned ? "Unpin" : "Pin", icon: "pin", act: () => void commands.pin(id, !pinned) },
    { says: "Tags", icon: "tag", act: () => commands.show({ kind: "tags", id, title: title || "New chat" }) },
    {
      says: archived ? "Bring back from the archive" : "Archive",
      icon: "archive",
      act: () => void commands.archive({ id, title: title || "New chat" }, !archived),
    },
  ];
}

/** Taking it out of Runnel: to the clipboard, or as a file. */
export function copyItems(app: App, id: string): readonly MenuItem[] {
  const { commands } = app;
  return [
    { says: "Copy as Markdown", icon: "copy", apart: true, act: () => void copyChat(app, id, "markdown") },
    { says: "Copy as plain text", icon: "copy", act: () => void copyChat(app, id, "text") },
    {
      says: "Save as Markdown",
      icon: "download",
      apart: true,
      act: () => void commands.saveChat(id, "markdown"),
    },
    { says: "Save as HTML", icon: "download", act: () => void commands.saveChat(id, "html") },
    { says: "Save as JSON", icon: "download", act: () => void commands.saveChat(id, "json") },
  ];
}

export function deleteItem({ commands }: App, { id, title }: Chat, hints: boolean): MenuItem {
  return {
    says: "Delete",
    icon: "trash",
    apart: true,
    danger: true,
    ...(hints ? { hint: "Del" } : {}),
    act: () => commands.show({ kind: "delete", id, title: title || "New chat" }),
  };
}
