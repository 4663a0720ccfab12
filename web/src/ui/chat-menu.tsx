/** What can be done with the chat on screen as a whole. */
import type { JSX } from "preact";
import { acting } from "../words/acting";
import { list } from "../words/list";
import { page } from "../words/page";
import { copyItems, deleteItem, placeItems } from "./chat-items";
import { useApp, useSelect } from "./context";
import { Icon } from "./icons";
import { MenuButton } from "./menu";

export function ChatMenu(): JSX.Element | null {
  const app = useApp();
  const { commands } = app;
  const id = useSelect((state) => state.open?.id ?? null);
  const title = useSelect((state) => state.open?.conversation?.title ?? "");
  const pinned = useSelect((state) => state.open?.conversation?.pinned ?? false);
  const archived = useSelect((state) => state.open?.conversation?.archived ?? false);
  if (id === null) return null;
  const chat = { id, title, pinned, archived };
  return (
    <MenuButton
      class="icon-button"
      label={page().moreAboutChat}
      items={[
        ...placeItems(app, chat, false),
        {
          says: list().allBranches,
          icon: "branch",
          apart: true,
          act: () => commands.show({ kind: "branches" }),
        },
        {
          says: acting().changesOfFiles,
          icon: "pencil",
          act: () => commands.show({ kind: "changes", run: null }),
        },
        {
          says: list().instructions,
          icon: "sliders",
          act: () => commands.show({ kind: "chat" }),
        },
        ...copyItems(app, id),
        { says: list().print, icon: "printer", act: () => window.print() },
        deleteItem(app, chat, false),
      ]}
    >
      <Icon name="more" />
    </MenuButton>
  );
}
