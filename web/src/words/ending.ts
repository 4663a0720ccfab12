/** How answers end, and how a person goes on from there. */
import { words } from "./language";
import { number, plural } from "./numbers";

const english = {
  choices: { continue: "Continue", retry: "Try again", keep: "Keep" },
  keepAsItIs: "Leave the answer as it is",
  ofTitle: ({ says, title }: { says: string; title: string }) => `${says}: ${title}`,

  cutByEnd: "The answer ends here: Runnel ended while it was being written.",
  youStopped: "You stopped this answer.",
  note: "Note",
  lengthLimit: "Length limit",
  atLimit: "This answer reached its length limit, so it is not complete.",
  problem: "Problem",
  someProblem: "The answer ended with a problem.",
  cutOff: "Cut off",
  interrupted:
    "This answer was interrupted: Runnel ended while it was being written. What had arrived is above.",

  wereCutOff: ({ count }: { count: number }) =>
    plural(count, {
      one: "One answer was cut off when Runnel ended",
      other: `${number(count)} answers were cut off when Runnel ended`,
    }),
  othersWereCutOff: ({ count }: { count: number }) =>
    plural(count, {
      one: "Another answer was cut off when Runnel ended",
      other: `${number(count)} other answers were cut off when Runnel ended`,
    }),
  nothingByItself: "What had arrived is kept. Nothing goes on by itself.",
  show: "Show",
  notNow: "Not now",
  showMore: ({ count }: { count: number }) => `Show ${number(count)} more`,
  untitled: "A chat without a title",
  openTitle: ({ title }: { title: string }) => `Open ${title}`,
};

export type EndingWords = typeof english;
export const ending = words("ending", english);
