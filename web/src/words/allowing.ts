/** What was allowed, and what holds an agent: the sandbox, standing permissions. */
import { words } from "./language";
import { number, plural } from "./numbers";

const english = {
  sandboxKinds: {
    bubblewrap: "Bubblewrap",
    landlock: "Landlock and seccomp",
    seatbelt: "The system's sandbox (sandbox-exec)",
    none: "No sandbox",
  },
  sandboxWorks: "works",
  sandboxNot: "not in use",
  sandboxTested: "What was tried",
  holds: "holds",
  holdsNot: "does not hold",
  testing: "The sandbox is being tested…",
  checks: {
    "the workspace can be written": "The chat's folder can be written",
    "writing outside is denied": "Writing anywhere else is denied",
    "secrets cannot be read": "Keys, passwords and browser profiles cannot be read",
    "there is no network": "There is no network",
    "no privileges are gained": "No privileges can be gained",
    "permissions elsewhere cannot be changed": "Permissions of files elsewhere cannot be changed",
    "processes are apart": "Other processes are out of reach",
  },

  because: ({ reason }: { reason: string }) => `Asked because ${reason}.`,
  afterOutside: ({ sources }: { sources: string }) => `It follows after content from outside: ${sources}`,
  helperAsks: ({ task }: { task: string }) => `A helper asks. Its task: ${task}`,
  alsoIn: ({ places }: { places: string }) => `and may write in ${places}`,
  sandbox: "Sandbox",
  inSandbox: "In the sandbox",
  outOfSandbox: "Without a sandbox",
  always: "Always…",
  alwaysWhat: "Allow it, and do not ask again",
  grantWhat: "What may be done from now on",
  grantFor: "For how long",
  alwaysNote: "It can be revoked in the settings, under Permissions.",
  until: {
    run: "Until this answer ends",
    chat: "In this chat",
    day: "For one day",
    always: "Until I revoke it",
  },

  serverAsks: ({ server }: { server: string }) => `The server “${server}” asks you`,
  serverSays: "What the server asks",
  serverWarning:
    "These are the server's words, and what you answer goes to it. Never give it a password or a key.",

  planOf: ({ count }: { count: number }) =>
    plural(count, { one: "A plan with 1 step", other: `A plan with ${number(count)} steps` }),
  planFiles: ({ count }: { count: number }) =>
    plural(count, { one: "1 file", other: `${number(count)} files` }),
  planCommands: ({ count }: { count: number }) =>
    plural(count, { one: "1 command", other: `${number(count)} commands` }),
  planNetwork: ({ count }: { count: number }) =>
    plural(count, { one: "1 use of the network", other: `${number(count)} uses of the network` }),
  planTools: ({ count }: { count: number }) =>
    plural(count, { one: "1 tool of a server", other: `${number(count)} tools of servers` }),
  planNote: "Nothing of it has been done. It is carried out in this order, each step just as it is shown.",
  openSteps: "Open all",
  closeSteps: "Close all",
  takeStep: ({ number, title }: { number: number; title: string }) => `Do step ${number}: ${title}`,
  isTaken: "It is carried out. Untick it to leave it out",
  isLeftOut: "It is left out",
  leftOut: "left out",
  lookCloser: "look closer",
  refusePlan: "Refuse the plan",
  allowSteps: ({ count }: { count: number }) =>
    plural(count, { one: "Allow this step", other: `Allow all ${number(count)} steps` }),
  allowSome: ({ count, of }: { count: number; of: number }) =>
    `Allow ${number(count)} of ${number(of)} steps`,

  whatOfIt: "What is to become of it",
  unknownChoices: { again: "Run again", done: "Mark as done", skip: "Skip" },
  unknownMeans: {
    again: "Do it once more, from the beginning. It asks first where it has to",
    done: "It had its effect. The assistant is told so when it goes on",
    skip: "Leave it as it is. The assistant is told that it may not have been done",
  },
  choseUnknown: {
    again: "You chose to run it again.",
    done: "You marked it as done.",
    skip: "You skipped it.",
  },
  changedSince: ({ count }: { count: number }) =>
    plural(count, {
      one: "This file is known to have been changed by it:",
      other: "These files are known to have been changed by it:",
    }),

  grantKinds: {
    command: "Command",
    write: "Changes of files",
    host: "Network",
    mcp: "Tool of a server",
  },
  grantsNone: "Nothing is allowed without asking. Where an answer asks, “Always…” offers what can be.",
  grantsList: "What is allowed without asking",
  inChat: ({ title }: { title: string }) => `in the chat “${title}”`,
  inOneChat: "in one chat",
  inFolder: ({ folder }: { folder: string }) => `in ${folder}`,
  inAllChats: "in every chat",
  untilRun: "until its answer ends",
  untilRevoked: "until you revoke it",
  untilThen: ({ when }: { when: string }) => `until ${when}`,
  grantedOn: ({ when }: { when: string }) => `since ${when}`,
  usedTimes: ({ count }: { count: number }) =>
    plural(count, { one: "used once", other: `used ${number(count)} times` }),
  neverUsed: "not used yet",
  revoke: "Revoke",
  revoked: "Revoked.",
  revokeAll: "Revoke all",
  revokeAllSure: ({ count }: { count: number }) =>
    plural(count, { one: "Revoke it?", other: `Revoke all ${number(count)}?` }),
  allRevoked: "Everything is revoked.",
  keepThem: "Keep them",
};

export type AllowingWords = typeof english;
export const allowing = words("allowing", english);
