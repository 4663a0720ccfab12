/** How a chat may act. */
import { words } from "./language";

const english = {
  names: { ask: "Ask", plan: "Plan", auto: "Auto" },
  says: {
    ask: "Reads in the folder. Asks before it changes a file, runs a command or uses the network.",
    plan: "Only reads. What it would change or run becomes a plan, which you allow or refuse.",
    auto: "Changes files in the folder and runs commands in the sandbox without asking. The network and anything special still ask.",
  },
  autoBare:
    "Changes files in the folder without asking. No sandbox works here, so every command still asks; it would run with all that you may do.",
  sandboxWorks: "The sandbox was tested and works here.",
  sandboxWhy: "About the sandbox",
  how: "How this chat may act",
  change: ({ mode }: { mode: string }) => `Mode: ${mode}. Change it`,
  bare: "No sandbox works here",
  isNow: ({ mode }: { mode: string }) => `Mode: ${mode}`,
  fromNext: "It counts from the next action on.",

  /** Below the message field. */
  notes: {
    ask: "Answers can be wrong. Changes and commands are shown, and asked for first.",
    plan: "Answers can be wrong. Nothing is changed or run before you allow the plan.",
    auto: "Answers can be wrong. Files here are changed and commands run in the sandbox without asking; changes can be undone.",
  },
  noteBare:
    "Answers can be wrong. Files here are changed without asking; commands ask, because no sandbox works.",
};

export type ModesWords = typeof english;
export const modes = words("modes", english);
