/** The bin, and the tags of a chat. */
import { words } from "./language";
import { number, plural } from "./numbers";

const english = {
  bin: "Bin",
  binLead: "Deleted chats stay here for 30 days. Then they are deleted for good.",
  binIsEmpty: "The bin is empty.",
  deletedChats: "Deleted chats",
  deletedForGood: ({ title }: { title: string }) => `“${title}” is deleted for good.`,
  deleteForGood: "Delete for good",
  deleteTitleForGood: ({ title }: { title: string }) => `Delete ${title} for good`,
  restore: "Restore",
  restoreTitle: ({ title }: { title: string }) => `Restore ${title}`,
  showMore: "Show more",
  reallyAll: "Everything in the bin is deleted for good. This cannot be undone.",
  deleteAll: "Delete everything for good",
  empty: "Empty the bin",
  goesToday: ({ when }: { when: string }) => `Deleted ${when}. It goes today.`,
  daysLeft: ({ when, days }: { when: string; days: number }) =>
    plural(days, {
      one: `Deleted ${when}. 1 day left.`,
      other: `Deleted ${when}. ${number(days)} days left.`,
    }),

  tags: "Tags",
  newTag: "New tag",
  add: "Add",
  full: ({ most }: { most: number }) => `A chat can have ${number(most)} tags.`,
  whatFor: "Tags group chats; the list can show one of them.",
  ofThisChat: "Tags of this chat",
  noneYet: "There are no tags yet.",
};

export type ShelvesWords = typeof english;
export const shelves = words("shelves", english);
