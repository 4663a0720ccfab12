/** A chat as it is read: its messages, finding in it, its outline and its branches. */
import { words } from "./language";
import { number, plural } from "./numbers";

const english = {
  conversation: "Conversation",
  earlier: "Earlier messages appear as you scroll up.",
  latest: "Jump to latest",
  latestKey: "Jump to latest (End)",
  countNew: ({ count }: { count: number }) => plural(count, { one: "1 new", other: `${number(count)} new` }),

  youMeanwhile: "You, while it was being answered",
  holdsWordsOf: ({ source }: { source: string }) => `Holds words of ${source}, which nobody vouches for.`,
  showLess: "Show less",
  showAllOfIt: "Show all of it",
  copyYours: "Copy what you wrote",
  thinking: "Thinking",
  thought: "Thought about it",
  goesOnBelow: "It was cut off here and goes on below.",
  endsCut: "The text ends here because it was cut off.",
  quote: "Quote",

  answersToThis: "Answers to this",
  versionsOfThis: "Versions of this",
  earlierAnswer: "Earlier answer",
  laterAnswer: "Later answer",
  earlierVersion: "Earlier version",
  laterVersion: "Later version",
  answerOf: ({ at, of }: { at: number; of: number }) => `Answer ${at} of ${of}`,
  versionOf: ({ at, of }: { at: number; of: number }) => `Version ${at} of ${of}`,

  find: "Find",
  findInChat: "Find in this chat",
  matchCase: "Match case",
  wholeWords: "Whole words",
  wholeWordsSign: "W",
  previousHit: "Previous hit",
  nextHit: "Next hit",
  withKeys: ({ name, keys }: { name: string; keys: string }) => `${name} (${keys})`,
  noHits: "No hits",
  hitOf: ({ at, of }: { at: number; of: number }) => `${number(at)} of ${number(of)}`,

  yourMessagesHere: "Your messages in this chat",
  yourMessages: "Your messages",
  nothingYet: "You have written nothing here yet.",
  byDay: "By day",

  notSent: "Not sent: no model can read it",
  attachedFiles: "Attached files",
  showLarge: ({ name }: { name: string }) => `Show ${name} large`,
  pictureNotShown: "This picture cannot be shown. It can be saved and opened with another program.",

  chat: "Chat",
  attached: ({ name }: { name: string }) => `Attached: ${name}`,

  wrap: "Wrap",
  kinds: { formula: "Formula", diagram: "Diagram", text: "Text" },
  code: "Code",
  codeIn: ({ language }: { language: string }) => `${language} code`,
  diagramOf: ({ what }: { what: string }) => `Diagram: ${what}`,
  notDrawn: "This diagram could not be drawn.",
  tookTooLong: "It took too long.",
  source: "Source",
  image: "Image",
  done: "Done",
  notDone: "Not done",
  table: "Table",
  footnote: ({ number }: { number: number }) => `Footnote ${number}`,
  backToText: "Back to where it is mentioned",
};

export type TranscriptWords = typeof english;
export const transcript = words("transcript", english);
