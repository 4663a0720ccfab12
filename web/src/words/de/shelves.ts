import { number, plural } from "../numbers";
import type { ShelvesWords } from "../shelves";

export const shelves: ShelvesWords = {
  bin: "Papierkorb",
  binLead: "Gelöschte Chats bleiben hier 30 Tage. Danach werden sie endgültig gelöscht.",
  binIsEmpty: "Der Papierkorb ist leer.",
  deletedChats: "Gelöschte Chats",
  deletedForGood: ({ title }) => `„${title}“ ist endgültig gelöscht.`,
  deleteForGood: "Endgültig löschen",
  deleteTitleForGood: ({ title }) => `${title} endgültig löschen`,
  restore: "Wiederherstellen",
  restoreTitle: ({ title }) => `${title} wiederherstellen`,
  showMore: "Mehr zeigen",
  reallyAll: "Alles im Papierkorb wird endgültig gelöscht. Das lässt sich nicht rückgängig machen.",
  deleteAll: "Alles endgültig löschen",
  empty: "Papierkorb leeren",
  goesToday: ({ when }) => `Gelöscht: ${when}. Heute ist der letzte Tag.`,
  daysLeft: ({ when, days }) =>
    plural(days, {
      one: `Gelöscht: ${when}. Noch 1 Tag.`,
      other: `Gelöscht: ${when}. Noch ${number(days)} Tage.`,
    }),

  tags: "Schlagwörter",
  newTag: "Neues Schlagwort",
  add: "Hinzufügen",
  full: ({ most }) => `Ein Chat kann ${number(most)} Schlagwörter haben.`,
  whatFor: "Schlagwörter fassen Chats zusammen; die Liste kann eines davon zeigen.",
  ofThisChat: "Schlagwörter dieses Chats",
  noneYet: "Es gibt noch keine Schlagwörter.",
};
