/** How one chat is to be answered: instructions and what a model can be told. */
import { words } from "./language";
import { number } from "./numbers";

const english = {
  newChat: "The new chat",
  thisChat: "This chat",
  asTheModel: "As the model does",
  thinkingLevels: { off: "Off", low: "A little", medium: "Some", high: "A lot" },
  instructionsTooLong: ({ length, most }: { length: number; most: number }) =>
    `${number(length)} characters; ${number(most)} can be kept.`,
  instructionsNote: "Sent to the model before everything else in this chat.",
  instructionsExample: "For example: Answer in short sentences. I am a beginner with plants.",
  temperature: "Temperature",
  temperatureNote: "0 is the most predictable, 2 the most varied",
  temperatureWrong: "The temperature is a number from 0 to 2.",
  longest: "Longest answer",
  longestNote: "In tokens; a word is about one and a half",
  longestWrong: "The longest answer is a whole number of tokens, 1 or more.",
  thinking: "Thinking",
  thinkingNote: "More takes longer and costs more",
  topP: "Top P",
  topPNote: "0 to 1; leave it when you set the temperature",
  topPWrong: "Top P is a number from 0 to 1.",
  notTakenNote: "What a model does not take is left out, and the answer says so.",
};

export type TuningWords = typeof english;
export const tuning = words("tuning", english);
