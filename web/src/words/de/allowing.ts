import type { AllowingWords } from "../allowing";

export const allowing: AllowingWords = {
  sandboxKinds: {
    bubblewrap: "Bubblewrap",
    landlock: "Landlock und seccomp",
    seatbelt: "Die Sandbox des Systems (sandbox-exec)",
    none: "Keine Sandbox",
  },
  sandboxWorks: "arbeitet",
  sandboxNot: "nicht in Gebrauch",
  sandboxTested: "Was probiert wurde",
  holds: "hält",
  holdsNot: "hält nicht",
  testing: "Die Sandbox wird geprüft …",
  checks: {
    "the workspace can be written": "Im Ordner des Chats kann geschrieben werden",
    "writing outside is denied": "Anderswo zu schreiben wird verweigert",
    "secrets cannot be read": "Schlüssel, Passwörter und Browserprofile sind nicht lesbar",
    "there is no network": "Es gibt kein Netz",
    "no privileges are gained": "Rechte können nicht erworben werden",
    "processes are apart": "Andere Prozesse sind außer Reichweite",
  },
};
