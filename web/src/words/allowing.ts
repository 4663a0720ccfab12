/** What was allowed, and what holds an agent: the sandbox, standing permissions. */
import { words } from "./language";

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
    "processes are apart": "Other processes are out of reach",
  },
};

export type AllowingWords = typeof english;
export const allowing = words("allowing", english);
