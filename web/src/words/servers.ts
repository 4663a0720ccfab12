/** Servers of tools: what they are asked for, what they run, what they offer. */
import { words } from "./language";
import { number, plural } from "./numbers";

const english = {
  none: "No server has been added yet.",
  list: "Servers of tools",
  add: "Add a server",
  addTitle: "Add a server",
  take: "Import…",
  takeTitle: "Import servers",
  look: "Look and allow",
  lookAt: ({ name }: { name: string }) => `Look and allow: ${name}`,
  details: "Details",
  detailsOf: ({ name }: { name: string }) => `Details of ${name}`,
  use: ({ name }: { name: string }) => `Use ${name}`,
  back: "All servers",

  transports: {
    stdio: "Program on this computer",
    http: "Server at an address",
    sse: "Server at an address (SSE)",
  },
  states: {
    waits: "Waits for your permission",
    changed: "Has changed: waits for your permission",
    off: "Switched off",
    idle: "Starts when it is needed",
    starting: "Starts…",
    ready: "Connected",
    failed: "Does not work",
    signIn: "Asks you to sign in",
  },
  toolsOn: ({ on, all }: { on: number; all: number }) =>
    plural(all, { one: `${number(on)} of 1 tool on`, other: `${number(on)} of ${number(all)} tools on` }),
  toolsWait: ({ count }: { count: number }) =>
    plural(count, { one: "1 tool waits for you", other: `${number(count)} tools wait for you` }),

  allowTitle: ({ name }: { name: string }) => `Allow “${name}”?`,
  allowAgain: ({ name }: { name: string }) => `“${name}” has changed. Allow it as it is now?`,
  runsThis: "Runnel will run exactly this",
  reachesThis: "Runnel will connect to exactly this address",
  inFolder: "In the folder",
  homeFolder: "Your home folder",
  givenVariables: "It is given these variables",
  givenHeaders: "It is sent these headers",
  givenNothing: "Nothing but what every program needs",
  sentNothing: "None of its own",
  noValue: "no value yet",
  hasValue: "has a value, which is not shown",
  farNote:
    "It sees what is sent to its tools. What it answers counts as content from outside. Nothing is sent before you allow it.",
  allow: "Allow and start",
  allowFar: "Allow and connect",
  notNow: "Not now",
  change: "Change",
  missing: "Some values are missing. Enter them with Change first.",

  runsAs: "What it is exactly",
  restart: "Restart",
  stop: "Stop",
  remove: "Remove",
  removeSure: "Remove it, with its values",
  signIn: "Sign in…",
  signOut: "Sign out",

  tools: "Tools",
  toolsNone: "It has no tools.",
  toolsLater: "Its tools are listed once it is connected.",
  toolStates: { new: "New", changed: "Changed", gone: "Not there any more" },
  toolsNote:
    "What a tool says of itself is its server's word. Each call asks you, unless you allowed it for longer.",
  waiting: "Waits for you",
  waitingNote:
    "This differs from what you allowed, so it is switched off. Read it before you allow it: models follow what stands here.",
  before: "Before",
  now: "Now",
  allowTool: "Allow it",
  allowToolName: ({ name }: { name: string }) => `Allow it: ${name}`,
  allowAllTools: "Allow all of these",
  useTool: ({ name }: { name: string }) => `Use the tool ${name}`,
  arguments: "What it is given",
  noDescription: "It says nothing about itself.",
  prompts: ({ count }: { count: number }) =>
    plural(count, { one: "1 prompt", other: `${number(count)} prompts` }),
  resources: ({ count }: { count: number }) =>
    plural(count, { one: "1 resource", other: `${number(count)} resources` }),

  log: "Log",
  logNone: "Nothing yet.",
  logFrom: { server: "It wrote", report: "It reports", runnel: "Runnel" },

  kind: "What is it?",
  program: "A program",
  address: "An address",
  name: "Name",
  nameNote: "Its tools begin with it.",
  command: "Command",
  commandNote: "For example npx, uvx, or the path of a program.",
  args: "Arguments, each on a line of its own",
  folder: "Folder to run in (if it needs one)",
  url: "Address",
  variables: "Variables",
  headers: "Headers",
  variable: "Name",
  value: "Value",
  keepValue: "Leave empty to keep it",
  addVariable: "Add a variable",
  addHeader: "Add a header",
  removeRow: ({ name }: { name: string }) => `Remove ${name}`,
  thisRow: "this line",
  save: "Save and look at it",
  saving: "Saving…",
  savedNote: "Nothing is started by saving.",

  paste: "Paste JSON",
  pasteNote: "As in the documentation of a server, or in the settings of Claude Desktop, VS Code or Cursor.",
  fromApp: ({ app }: { app: string }) => `Import from ${app}`,
  takeText: "Import",
  nothingRuns: "Nothing that is imported is started before you have looked at it.",
  added: ({ names }: { names: string }) => `Added: ${names}. Look at each before it is started.`,
  addedNone: "Nothing was added.",
  skipped: ({ name, says }: { name: string; says: string }) => `${name}: ${says}`,
  fileAt: ({ path }: { path: string }) => `The list is the file ${path}.`,
};

export type ServersWords = typeof english;
export const servers = words("servers", english);
