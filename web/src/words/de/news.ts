import type { NewsWords } from "../news";

export const news: NewsWords = {
  whatIsNew: "Was ist neu",
  read: "Liste lesen",
  lead: "Was jede Version gebracht hat, die neueste zuerst. Diese Liste gibt es nur auf Englisch.",
  unreleased: "Noch nicht veröffentlicht",
  isNow: ({ version }) => `Runnel ist jetzt ${version}.`,
  isThere: ({ version }) => `Runnel ${version} ist da.`,
  itsPage: "Zu seiner Seite",

  noFeed:
    "Dieses Runnel kennt keine Adresse, an der neue Versionen bekannt gegeben werden. Also gibt es noch nichts einzuschalten.",
  asked: ({ address }) => `Gefragt wird nur ${address}.`,
  looking: "Wird nachgesehen …",
  lookNow: "Jetzt nachsehen",
  newest: ({ at }) => `Zuletzt nachgesehen am ${at}: Dies ist die neueste Version.`,
  newer: ({ at, version }) => `Zuletzt nachgesehen am ${at}: Runnel ${version} ist da.`,
  failures: {
    no_answer: ({ at }) => `Zuletzt nachgesehen am ${at}: keine Antwort.`,
    refused: ({ at }) => `Zuletzt nachgesehen am ${at}: Die Adresse hat zurzeit keine Liste.`,
    unreadable: ({ at }) => `Zuletzt nachgesehen am ${at}: Was kam, war keine Liste von Versionen.`,
  },

  copyDetails: "Angaben für einen Bericht kopieren",
  showData: "Datenordner zeigen",
  showLog: "Protokolldatei zeigen",
};
