import type { FolderWords } from "../folder";

export const folder: FolderWords = {
  folderOfChat: "Ordner für diesen Chat",
  folderLead:
    "Antworten können Dateien in diesem Ordner auflisten, lesen und durchsuchen, und nichts außerhalb davon. Nach Änderungen und Befehlen wird jedes Mal gefragt.",
  lastFolders: "Zuletzt verwendete Ordner",
  usePath: ({ path }) => `${path} verwenden`,
  homeFolder: "Persönlicher Ordner",
  folderAbove: "Ordner darüber",
  path: "Pfad",
  go: "Los",
  folders: "Ordner",
  noFolders: "Hier sind keine Ordner.",
  useNoFolder: "Keinen Ordner benutzen",
  useThisFolder: "Diesen Ordner benutzen",
  browse: "Im Dialog des Systems wählen …",
};
