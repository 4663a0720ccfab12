/** The window as a whole: how it starts and ends, its connection, its notices, what is said of what happens. */
import { words } from "./language";
import { number, plural } from "./numbers";

const english = {
  opening: "Opening your chats…",
  notStarted: "Runnel could not start",
  ended: "This window's session has ended",
  endedWhy:
    "Runnel was started again, or closed, since this window was opened. Your chats are safe. Close this window and open Runnel again to go on.",
  notSent: "Text that you had not sent",
  toMessageField: "Go to the message field",
  showList: "Show the list of chats",
  moreAboutChat: "More about this chat",
  loadingChat: "Loading the chat",
  dismiss: "Dismiss",
  savingFailed: "Saving failed.",
  savingFailedWhy:
    "Answers have stopped, and nothing new can be kept until it works again. Free some space on the disk or check the data folder. What is saved can be read.",

  noConnection: "No connection. Trying again…",
  noAnswer: "Runnel does not answer.",
  noAnswerWhy:
    "If it has ended, start it again. Nothing on this page moves until then; what you write here stays.",
  tryNow: "Try now",
  nothingSent: "There is no connection to Runnel: nothing can be sent now. What you write stays here.",

  dropFiles: "Drop files to attach them",

  answering: "Answering.",
  using: ({ tool }: { tool: string }) => `Using ${tool}.`,
  endedBadly: ({ why }: { why: string }) => `The answer ended with a problem. ${why}`,
  stopped: "Stopped.",
  anAction: "an action",
  asks: ({ what }: { what: string }) => `The assistant asks: ${what}`,
  aPlan: ({ count }: { count: number }) =>
    plural(count, { one: "a plan with 1 step", other: `a plan with ${number(count)} steps` }),
  approvalNeeded: ({ what }: { what: string }) => `Approval needed: ${what}`,
  finishedWords: ({ count }: { count: number }) =>
    plural(count, { one: "Answer finished, 1 word.", other: `Answer finished, ${number(count)} words.` }),
  approvalElsewhere: ({ title }: { title: string }) => `Approval needed in the chat “${title}”.`,
  finishedElsewhere: ({ title }: { title: string }) => `The answer in the chat “${title}” is finished.`,
  failedElsewhere: ({ title }: { title: string }) =>
    `The answer in the chat “${title}” ended with a problem.`,
  codeIsHere: "Code.",

  unreachable: "Runnel's server did not answer. It may still be starting, or it has stopped.",
  status: ({ status }: { status: number }) => `The server answered with status ${status}.`,
  fileNotTaken: "Runnel's server did not take the file: it did not answer.",
  uploadEnded: "The upload was ended.",
  notStopped: "The answer did not stop. Try again.",
  notCopied: "It could not be copied to the clipboard.",
  notOpen: "The chat is not open any more.",
};

export type PageWords = typeof english;
export const page = words("page", english);
