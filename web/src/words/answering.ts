/** The models: choosing one, and what answers took of it. */
import { words } from "./language";
import { number } from "./numbers";

const english = {
  builtin: "Built-in assistant",
  models: "Models",
  modelChange: ({ model }: { model: string }) => `Model: ${model}. Change it`,
  find: "Find a model",
  withoutModel: "On this computer, without a model",
  readsAtMost: ({ tokens }: { tokens: number }) => `Reads ${number(tokens)} tokens at most`,
  askingProviders: "Asking the providers…",
  favourites: "Favourites",
  lastUsed: "Last used",
  favourite: "favourite",
  favour: ({ model }: { model: string }) => `Add ${model} to the favourites`,
  favourNot: ({ model }: { model: string }) => `Take ${model} out of the favourites`,
  noMatch: "No model matches.",
  asking: "Asking…",
  askAgain: "Ask again",
  add: "Add models",
  can: { vision: "sees images", tools: "can use tools", thinking: "thinks first" },

  copyAnswer: "Copy the answer",
  copyAnswerMarkdown: "Copy the answer as Markdown",
  moreAboutAnswer: "More about this answer",
  showBranches: "Show all branches",
  anotherAnswer: "Another answer",
  answerAgain: "Answer again",
  letAnother: "Let another model answer",

  tokens: ({ count }: { count: string }) => `${count} tokens`,
  tokensOf: ({ used, size }: { used: string; size: string }) => `${used} of ${size} tokens`,
  contextUsed: ({ part }: { part: string }) =>
    `${part} of the model's context used: what this chat has taken`,
  tokensUsed: ({ count }: { count: string }) => `${count} tokens: what this chat has taken`,
  chatTook: "What this chat has taken",
  answerTook: "What this answer took",
  tookOf: ({ words }: { words: string }) => `${words}: what this answer took`,
  context: "Context",
  inLast: "in the last request",
  inLastUnknown: ({ model }: { model: string }) => `in the last request; the size of ${model} is not known`,
  inLastFull: "in the last request: nearly full. A new chat starts empty",
  model: "Model",
  time: "Time",
  withoutWaiting: "without waiting for you",
  read: "Read",
  overAll: "over all answers",
  fromCache: ({ count }: { count: number }) => `${number(count)} of them from its cache`,
  written: "Written",
  ofThinking: ({ count }: { count: number }) => `${number(count)} of them thinking`,
  lastRequest: "Last request",
  cost: "Cost",
  about: ({ cost }: { cost: string }) => `about ${cost}`,
  byListPrices: "by public list prices",
  ofKnownPrices: "of the answers whose price is known",
  noneReported: "The provider did not report any tokens.",
  someReported: ({ reported, of }: { reported: number; of: number }) =>
    `Tokens were reported for ${number(reported)} of ${number(of)} answers.`,
  asReported: "As the provider reported them.",
  builtinUsesNone: "The built-in assistant uses no tokens.",
  notEveryRequest: "The provider did not report the tokens of every request.",
  priceUnknown: "As the provider reported it. A price is not known for this model.",
  tokensAsReported: "Tokens as the provider reported them.",
};

export type AnsweringWords = typeof english;
export const answering = words("answering", english);
