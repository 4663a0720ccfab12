/** What the list shows: all chats, the archive, or those with a tag; and the way to the bin. */
import type { JSX } from "preact";
import { list } from "../words/list";
import { number } from "../words/numbers";
import { useApp } from "./context";
import { Icon } from "./icons";
import { MenuButton, type MenuItem } from "./menu";

export function ViewButton(): JSX.Element {
  const { store, commands } = useApp();
  const { view } = store.part("list").value;
  const tags = store.part("tags").value.value?.tags ?? [];
  const isOn = view !== null;
  const mark = (chosen: boolean): { hint?: string } => (chosen ? { hint: list().shown } : {});
  const items: MenuItem[] = [
    { says: list().allChats, icon: "message", ...mark(!isOn), act: () => void commands.showView(null) },
    {
      says: list().theArchive,
      icon: "archive",
      ...mark(view?.archived === true),
      act: () => void commands.showView({ archived: true, tag: null }),
    },
    { says: list().bin, icon: "trash", act: () => commands.show({ kind: "bin" }) },
    ...tags.map(({ name, conversations }, at) => ({
      says: name,
      icon: "tag" as const,
      apart: at === 0,
      hint: view?.tag === name ? list().shown : number(conversations),
      act: () => void commands.showView({ archived: false, tag: name }),
    })),
  ];
  return (
    <MenuButton
      label={list().archiveBinTags}
      class={isOn ? "icon-button on" : "icon-button"}
      opened={() => void commands.loadTags()}
      items={items}
    >
      <Icon name="filter" />
    </MenuButton>
  );
}

/** Says that not all chats are listed, and leads back to all. */
export function ViewHead(): JSX.Element | null {
  const { store, commands } = useApp();
  const { view } = store.part("list").value;
  if (view === null) return null;
  return (
    <div class="view-head">
      <Icon name={view.archived ? "archive" : "tag"} />
      <span dir="auto">{view.archived ? list().theArchive : view.tag}</span>
      <button
        type="button"
        class="icon-button small"
        aria-label={list().showAll}
        title={list().showAll}
        onClick={() => {
          void commands.showView(null);
          document.getElementById("search")?.focus();
        }}
      >
        <Icon name="close" />
      </button>
    </div>
  );
}
