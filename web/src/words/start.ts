/** A chat that has not begun: what works at once, the models that were found, and the folder to work in. */
import { words } from "./language";
import { number } from "./numbers";

const english = {
  builtinReady: "The built-in assistant is ready",
  builtinLead:
    "It needs no model and no network. It is not a language model: it follows plain commands to look through a folder you choose, and asks before it changes or runs anything.",
  whatNow: "What shall we work on?",
  writingTo: ({ model }: { model: string }) =>
    `You are writing to ${model}. Choose a folder if it should work with files.`,
  writingIn: ({ model, folder }: { model: string; folder: string }) =>
    `You are writing to ${model}, in the folder ${folder}.`,
  thingsToTry: "Things to try",
  listFolder: "List this folder",
  readFile: "Read a file",
  searchFiles: "Search in files",
  runCommand: "Run a command",
  writeFile: "Write a file",
  whatCanYouDo: "What can you do?",
  explainFolder: "Explain this folder",
  explainFolderText: "Look through this folder and explain what is in it.",
  findSomething: "Find something",
  findSomethingText: "Find where in this folder the settings are read, and show me the lines.",
  writeDraft: "Write a draft",
  writeDraftText: "Draft a short, friendly e-mail that moves our meeting to Thursday.",
  explainIdea: "Explain an idea",
  explainIdeaText: "Explain how public-key encryption works, with an everyday example.",

  languageModels: "Language models",
  looking: "Looking…",
  lookAgain: "Look again",
  lookingHere: "Looking for models on this computer…",
  noneFound:
    "No model server runs on this computer, and no API key is set in the environment. You can start one, such as Ollama, and look again, or add a provider with your own key.",
  runningAt: ({ address }: { address: string }) => `Running at ${address}`,
  thisComputer: "this computer",
  keyIn: ({ where }: { where: string }) => `Key in ${where}`,
  theEnvironment: "the environment",
  countOfModels: ({ count }: { count: number }) => `${number(count)} models`,
  useName: ({ name }: { name: string }) => `Use ${name}`,
  settingUp: "Setting up…",
  use: "Use",
  lookedFor: "What was looked for",
  onlyHere: "Only on this computer; nothing was sent anywhere.",
  addedBut: ({ name, problem }: { name: string; problem: string }) => `${name} was added. ${problem}`,
  addedEmpty: ({ name }: { name: string }) => `${name} was added, but it offers no models.`,

  saysOpenAi: "GPT models, with your own key",
  saysAnthropic: "Claude models, with your own key",
  saysGoogle: "Gemini models, with your own key",
  saysOllama: "Models that run on this computer",
  saysLlama: "A model that llama-server runs",
  saysCompatible: "LM Studio, vLLM, OpenRouter and others",
  llamaServer: "llama.cpp server",
  compatible: "OpenAI-compatible",
};

export type StartWords = typeof english;
export const start = words("start", english);
