/** Choosing the folder that a chat works in. */
import { words } from "./language";

const english = {
  folderOfChat: "Folder for this chat",
  folderLead:
    "Answers can list, read and search files in this folder, and nothing outside of it. Changes and commands are asked for each time.",
  lastFolders: "Last folders",
  usePath: ({ path }: { path: string }) => `Use ${path}`,
  homeFolder: "Home folder",
  folderAbove: "Folder above",
  path: "Path",
  go: "Go",
  folders: "Folders",
  noFolders: "No folders in here.",
  useNoFolder: "Use no folder",
  useThisFolder: "Use this folder",
  browse: "Choose in the system's dialog…",
};

export type FolderWords = typeof english;
export const folder = words("folder", english);
