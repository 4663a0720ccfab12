/** Saved prompts and the menu behind a slash; skills, what a folder takes along, and the search of the web. */
import { words } from "./language";
import { number, plural } from "./numbers";

const english = {
  menu: "Saved prompts",
  menuSays: ({ count }: { count: number }) =>
    plural(count, {
      one: "1 saved prompt. Enter takes it, Esc closes.",
      other: `${number(count)} saved prompts. Up and Down choose, Enter takes, Esc closes.`,
    }),
  noneSaved: "No prompts are saved yet.",
  noneNamed: ({ name }: { name: string }) => `No saved prompt is called “${name}”.`,
  ofServer: "from a server",
  manage: "Saved prompts…",
  loadFailed: "The saved prompts could not be read.",
  taken: ({ name }: { name: string }) => `${name} is in the message field.`,

  add: "New prompt",
  importFiles: "From .md files",
  list: "Saved prompts",
  none: "Nothing is saved yet. A prompt is a text that you write often.",
  name: "Name",
  nameNote: "Typed behind the slash: letters, digits, dashes; no spaces.",
  text: "Text",
  textNote: "{{input}} stands for what you write behind the name. Without it, that follows at the end.",
  textExample: "Summarise this in three sentences:\n\n{{input}}",
  newPrompt: "New prompt",
  changing: ({ name }: { name: string }) => `Change ${name}`,
  change: "Change",
  remove: "Remove",
  removeName: ({ name }: { name: string }) => `Remove ${name}`,
  removed: ({ name }: { name: string }) => `${name} was removed.`,
  saved: ({ name }: { name: string }) => `${name} was saved.`,
  nameWrong: "Begin with a letter or a digit; then letters, digits, “-”, “_” or “.”, at most 60.",
  nameTaken: "Another prompt has this name.",
  imported: ({ count }: { count: number }) =>
    plural(count, { one: "1 prompt was taken over.", other: `${number(count)} prompts were taken over.` }),
  importedNot: ({ names }: { names: string }) => `Not taken over: ${names}.`,

  skillsNone: "There are none yet. Put a folder with a SKILL.md here:",
  skillsHere: "Yours lie in this folder:",
  skills: "Skills",

  brought: "What the folder brings along",
  broughtNote:
    "Every answer in this chat is given this to read. It says how to work here and permits nothing.",
  broughtNone: "No AGENTS.md and no skills. An AGENTS.md in the folder would be read with every answer.",
  noFolder: "No folder is open in this chat.",
  nested: "An AGENTS.md in a folder below is read as soon as an answer works there.",
  cut: ({ most }: { most: string }) => `only its first ${most}`,
  own: "yours",
  ofFolder: "from the folder, unchecked",
  reading: "Looking into the folder…",

  nobody: "Nobody",
  nobodyNote: "Models cannot search the web.",
  kinds: {
    searxng: "A SearXNG instance, yours or one that you trust. It has to offer JSON.",
    brave: "Needs an API key from brave.com/search/api.",
    tavily: "Needs an API key from tavily.com.",
  },
  address: "Address of the instance",
  addressExample: "https://searx.example.org",
  apiKey: "API key",
  save: "Save and try",
  saving: "Trying…",
  stop: "Search no more",
  stopped: "No model is offered to search any more.",
  ready: ({ name }: { name: string }) => `Models can search with ${name}.`,
  keyMissing: ({ name }: { name: string }) => `${name} has no key for its address, so nothing is searched.`,
};

export type PromptingWords = typeof english;
export const prompting = words("prompting", english);
