/** A chat seen whole, with all its branches. */
import { words } from "./language";
import { number } from "./numbers";

const english = {
  allBranches: "All branches",
  branches: "Branches",
  everyVersion: "Every version of your messages and every answer. What is shown in the chat is marked.",
  oneBranch:
    "This chat has one branch. Editing a message or answering again makes another, and keeps this one.",
  more: ({ count }: { count: number }) => `${number(count)} more`,
  noText: "No text",
};

export type TreeWords = typeof english;
export const tree = words("tree", english);
