import { number } from "../numbers";
import type { TreeWords } from "../tree";

export const tree: TreeWords = {
  allBranches: "Alle Zweige",
  branches: "Zweige",
  everyVersion:
    "Jede Fassung deiner Nachrichten und jede Antwort. Was im Chat zu sehen ist, ist gekennzeichnet.",
  oneBranch:
    "Dieser Chat hat einen Zweig. Eine Nachricht zu bearbeiten oder noch einmal antworten zu lassen erzeugt einen weiteren und behält diesen.",
  more: ({ count }) => `${number(count)} weitere`,
  noText: "Kein Text",
};
