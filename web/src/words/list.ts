/** The list of chats, and what can be done with one of them. */
import { words } from "./language";
import { number, plural } from "./numbers";

const english = {
  chats: "Chats",
  closeList: "Close the list of chats",
  newChatKeys: ({ keys }: { keys: string }) => `New chat (${keys})`,
  byDay: "Chats by day",
  inArchive: "Chats in the archive",
  withTag: "Chats with this tag",
  noneYet: "Your chats will be listed here.",
  archiveIsEmpty: "The archive is empty.",
  noneWithTag: "No chat has this tag.",
  needsApproval: "Waits for your approval",
  answering: "Answering",
  moreAbout: ({ title }: { title: string }) => `More about ${title}`,

  pinned: "Pinned",
  today: "Today",
  yesterday: "Yesterday",
  lastDays: ({ days }: { days: number }) => `Last ${days} days`,
  older: "Older",

  rename: "Rename",
  pin: "Pin",
  unpin: "Unpin",
  tags: "Tags",
  archive: "Archive",
  theArchive: "Archive",
  bringBack: "Bring back from the archive",
  saveMarkdown: "Save as Markdown",
  saveHtml: "Save as HTML",
  saveJson: "Save as JSON",
  delete: "Delete",
  deleteKey: "Del",
  allBranches: "All branches",
  instructions: "Instructions and settings",
  print: "Print",

  allChats: "All chats",
  bin: "Bin",
  shown: "Shown",
  showAll: "Show all chats",
  archiveBinTags: "Archive, bin and tags",

  search: "Search chats",
  searchAll: "Search all chats",
  clearSearch: "Clear the search",
  shownTitle: ({ title }: { title: string }) => `Shown: ${title}`,
  hits: "Hits",
  inTitles: "In titles",
  inMessages: "In messages",
  searching: "Searching…",
  lookingForMore: "Looking for more…",
  noHits: "No chat has these words. The bin is not searched.",
  firstHits: ({ count }: { count: number }) => `The first ${count} hits. Go on for more.`,
  countOfHits: ({ count }: { count: number }) =>
    plural(count, { one: "1 hit.", other: `${number(count)} hits.` }),

  renameChat: "Rename chat",
  title: "Title",
  deleteChat: "Delete chat?",
  toBin: ({ title }: { title: string }) =>
    `${title} goes to the bin. You can bring it back from there for 30 days; then it is deleted for good.`,
  stopsFirst: "What is being answered there stops.",
  openLink: "Open this link?",
  opensAt: ({ host }: { host: string }) => `It opens in your browser, outside of Runnel, at ${host}.`,

  isInBin: ({ title }: { title: string }) => `“${title}” is in the bin for 30 days.`,
  isBack: ({ title }: { title: string }) => `“${title}” is back.`,
  isArchived: ({ title }: { title: string }) => `“${title}” is in the archive.`,
  isUnarchived: ({ title }: { title: string }) => `“${title}” is back from the archive.`,
  saved: ({ name }: { name: string }) => `Saved as ${name}.`,
  savedAs: ({ name, folder }: { name: string; folder: string }) => `Saved as ${name} in ${folder}.`,
  chatCopied: "The chat was copied.",
  nothingNew: "Nothing new was in the archive.",
  imported: ({ count }: { count: number }) =>
    plural(count, { one: "1 chat was imported.", other: `${number(count)} chats were imported.` }),
  skipped: ({ count }: { count: number }) => `${number(count)} were here already or could not be read.`,
  undo: "Undo",
  showInFolder: "Show in folder",
  dismissNote: "Dismiss the note",
  archiveToImport: "Archive to import",
};

export type ListWords = typeof english;
export const list = words("list", english);
