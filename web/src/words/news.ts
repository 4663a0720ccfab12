/** New versions: what this one brought, whether there is a newer one, and which it is for a report. */
import { words } from "./language";

const english = {
  whatIsNew: "What is new",
  read: "Read the list",
  lead: "What each version brought, the newest first.",
  unreleased: "Not released yet",
  isNow: ({ version }: { version: string }) => `Runnel is now ${version}.`,
  isThere: ({ version }: { version: string }) => `Runnel ${version} is out.`,
  itsPage: "See its page",

  noFeed:
    "This Runnel knows no address where new versions are announced, so there is nothing to switch on yet.",
  asked: ({ address }: { address: string }) => `Only ${address} is asked.`,
  looking: "Looking…",
  lookNow: "Look now",
  newest: ({ at }: { at: string }) => `Last looked on ${at}: this is the newest version.`,
  newer: ({ at, version }: { at: string; version: string }) =>
    `Last looked on ${at}: Runnel ${version} is out.`,
  failures: {
    no_answer: ({ at }: { at: string }) => `Last looked on ${at}: no answer.`,
    refused: ({ at }: { at: string }) => `Last looked on ${at}: the address has no list at present.`,
    unreadable: ({ at }: { at: string }) => `Last looked on ${at}: what came was no list of versions.`,
  },

  copyDetails: "Copy details for a report",
  showData: "Show the data folder",
  showLog: "Show the log file",
};

export type NewsWords = typeof english;
export const news = words("news", english);
