/** What can be done with the chat on screen as a whole. */
import type { JSX } from "preact";
import { shownOf } from "../domain/branches";
import { chatMarkdown } from "../domain/chat-text";
import { turnsOf } from "../domain/turns";
import { useApp } from "./context";
import { copy } from "./copy";
import { Icon } from "./icons";
import { MenuButton } from "./menu";
import { modelLabel } from "./model-picker";
import { chatPlain, printChat } from "./print";
import { save } from "./save";

export function ChatMenu(): JSX.Element {
  const { store, commands } = useApp();
  const markdown = (): string => {
    const chat = store.now().open?.conversation;
    return chat ? chatMarkdown(chat, shownOf(turnsOf(chat), chat), modelLabel) : "";
  };
  const plain = (): string => {
    const chat = store.now().open?.conversation;
    return chat ? chatPlain(chat) : "";
  };
  const saveAs = (format: string): void => {
    const id = store.now().open?.id;
    if (id !== undefined) save(`/api/conversations/${encodeURIComponent(id)}/export?format=${format}`);
  };
  return (
    <MenuButton
      class="icon-button"
      label="More about this chat"
      items={[
        { says: "All branches", icon: "branch", act: () => commands.show({ kind: "branches" }) },
        {
          says: "Instructions and settings",
          icon: "sliders",
          act: () => commands.show({ kind: "chat" }),
        },
        {
          says: "Copy as Markdown",
          icon: "copy",
          apart: true,
          act: (button) => void copy(markdown(), button),
        },
        { says: "Copy as plain text", icon: "copy", act: (button) => void copy(plain(), button) },
        { says: "Save as Markdown", icon: "download", apart: true, act: () => saveAs("markdown") },
        { says: "Save as HTML", icon: "download", act: () => saveAs("html") },
        { says: "Save as JSON", icon: "download", act: () => saveAs("json") },
        { says: "Print", icon: "printer", apart: true, act: () => printChat() },
      ]}
    >
      <Icon name="more" />
    </MenuButton>
  );
}
