/** The dialog that is open. What is not needed for the first paint is loaded with its first use, or soon after. */
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { useApp } from "./context";
import { lazy, loadParts } from "./lazy";

const Palette = lazy(async () => (await import("./palette")).Palette);
const SettingsDialog = lazy(async () => (await import("./settings/dialog")).SettingsDialog);
const ShortcutsDialog = lazy(async () => (await import("./shortcuts-dialog")).ShortcutsDialog);
const BranchesDialog = lazy(async () => (await import("./branches-dialog")).BranchesDialog);
const ChangesDialog = lazy(async () => (await import("./changes-dialog")).ChangesDialog);
const ReplayDialog = lazy(async () => (await import("./replay-dialog")).ReplayDialog);
const ChatDialog = lazy(async () => (await import("./chat-dialog")).ChatDialog);
const FolderDialog = lazy(async () => (await import("./folder-dialog")).FolderDialog);
const BinDialog = lazy(async () => (await import("./bin-dialog")).BinDialog);
const PictureDialog = lazy(async () => (await import("./picture-dialog")).PictureDialog);
const LinkDialog = lazy(async () => (await import("./small-dialogs")).LinkDialog);
const RenameDialog = lazy(async () => (await import("./small-dialogs")).RenameDialog);
const DeleteDialog = lazy(async () => (await import("./small-dialogs")).DeleteDialog);
const NewsDialog = lazy(async () => (await import("./news-dialog")).NewsDialog);
const TagsDialog = lazy(async () => (await import("./tags-dialog")).TagsDialog);

/** After the first paint, and before somebody can ask for the palette and type. */
const SOON_MS = 200;

export function DialogHost(): JSX.Element | null {
  const { store } = useApp();
  const dialog = store.part("dialog").value;
  useEffect(() => {
    const timer = setTimeout(loadParts, SOON_MS);
    return () => clearTimeout(timer);
  }, []);
  switch (dialog?.kind) {
    case undefined:
      return null;
    case "settings":
      return (
        <SettingsDialog section={dialog.section ?? "general"} setting={dialog.setting ?? null} add={false} />
      );
    case "providers":
      return <SettingsDialog section="models" setting={null} add={dialog.add === true} />;
    case "palette":
      return <Palette />;
    case "bin":
      return <BinDialog />;
    case "tags":
      return <TagsDialog id={dialog.id} title={dialog.title} />;
    case "folder":
      return <FolderDialog path={dialog.path} key={dialog.path} />;
    case "branches":
      return <BranchesDialog />;
    case "changes":
      return <ChangesDialog run={dialog.run} />;
    case "replay":
      return <ReplayDialog reply={dialog.reply} />;
    case "chat":
      return <ChatDialog />;
    case "picture":
      return <PictureDialog file={dialog.file} />;
    case "shortcuts":
      return <ShortcutsDialog />;
    case "news":
      return <NewsDialog />;
    case "link":
      return <LinkDialog url={dialog.url} />;
    case "rename":
      return <RenameDialog id={dialog.id} title={dialog.title} />;
    case "delete":
      return <DeleteDialog id={dialog.id} title={dialog.title} />;
  }
}
