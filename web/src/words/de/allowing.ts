import type { AllowingWords } from "../allowing";
import { number, plural } from "../numbers";

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
    "permissions elsewhere cannot be changed": "Rechte von Dateien anderswo können nicht geändert werden",
    "processes are apart": "Andere Prozesse sind außer Reichweite",
  },

  because: ({ reason }) => `Gefragt wird aus diesem Grund: ${reason}.`,
  afterOutside: ({ sources }) => `Es folgt auf Inhalt von außen: ${sources}`,
  helperAsks: ({ task }) => `Ein Helfer fragt. Seine Aufgabe: ${task}`,
  alsoIn: ({ places }) => `und darf schreiben in ${places}`,
  sandbox: "Sandbox",
  inSandbox: "In der Sandbox",
  outOfSandbox: "Ohne Sandbox",
  always: "Immer …",
  alwaysWhat: "Erlauben und nicht wieder fragen",
  grantWhat: "Was ab jetzt getan werden darf",
  grantFor: "Für wie lange",
  alwaysNote: "Das lässt sich in den Einstellungen unter Erlaubnisse zurücknehmen.",
  until: {
    run: "Bis diese Antwort endet",
    chat: "In diesem Chat",
    day: "Für einen Tag",
    always: "Bis ich es zurücknehme",
  },

  serverAsks: ({ server }) => `Der Server „${server}“ fragt dich`,
  serverSays: "Was der Server fragt",
  serverWarning:
    "Das sind die Worte des Servers, und deine Antwort geht an ihn. Gib ihm nie ein Passwort oder einen Schlüssel.",

  planOf: ({ count }) =>
    plural(count, { one: "Ein Plan mit 1 Schritt", other: `Ein Plan mit ${number(count)} Schritten` }),
  planFiles: ({ count }) => plural(count, { one: "1 Datei", other: `${number(count)} Dateien` }),
  planCommands: ({ count }) => plural(count, { one: "1 Befehl", other: `${number(count)} Befehle` }),
  planNetwork: ({ count }) =>
    plural(count, { one: "1-mal ins Netz", other: `${number(count)}-mal ins Netz` }),
  planTools: ({ count }) =>
    plural(count, { one: "1 Werkzeug eines Servers", other: `${number(count)} Werkzeuge von Servern` }),
  planNote:
    "Nichts davon ist getan. Es wird in dieser Reihenfolge ausgeführt, jeder Schritt genau so, wie er gezeigt ist.",
  openSteps: "Alle öffnen",
  closeSteps: "Alle schließen",
  takeStep: ({ number, title }) => `Schritt ${number} ausführen: ${title}`,
  isTaken: "Wird ausgeführt. Ohne Haken wird es ausgelassen",
  isLeftOut: "Wird ausgelassen",
  leftOut: "ausgelassen",
  lookCloser: "genau ansehen",
  refusePlan: "Plan ablehnen",
  allowSteps: ({ count }) =>
    plural(count, { one: "Diesen Schritt erlauben", other: `Alle ${number(count)} Schritte erlauben` }),
  allowSome: ({ count, of }) => `${number(count)} von ${number(of)} Schritten erlauben`,

  whatOfIt: "Was daraus werden soll",
  unknownChoices: { again: "Noch einmal ausführen", done: "Als erledigt ansehen", skip: "Auslassen" },
  unknownMeans: {
    again: "Es noch einmal von vorn tun. Wo nötig, wird vorher gefragt",
    done: "Es hat gewirkt. Der Assistent erfährt das, wenn es weitergeht",
    skip: "Es lassen, wie es ist. Der Assistent erfährt, dass es vielleicht nicht getan ist",
  },
  choseUnknown: {
    again: "Du hast gewählt: noch einmal ausführen.",
    done: "Du hast es als erledigt angesehen.",
    skip: "Du hast es ausgelassen.",
  },
  changedSince: ({ count }) =>
    plural(count, {
      one: "Von dieser Datei ist bekannt, dass es sie geändert hat:",
      other: "Von diesen Dateien ist bekannt, dass es sie geändert hat:",
    }),

  grantKinds: {
    command: "Befehl",
    write: "Änderungen an Dateien",
    host: "Netz",
    mcp: "Werkzeug eines Servers",
  },
  grantsNone:
    "Nichts ist ohne Frage erlaubt. Wo eine Antwort fragt, bietet „Immer …“ an, was erlaubt werden kann.",
  grantsList: "Was ohne Frage erlaubt ist",
  inChat: ({ title }) => `im Chat „${title}“`,
  inOneChat: "in einem Chat",
  inFolder: ({ folder }) => `in ${folder}`,
  inAllChats: "in jedem Chat",
  untilRun: "bis ihre Antwort endet",
  untilRevoked: "bis du es zurücknimmst",
  untilThen: ({ when }) => `bis ${when}`,
  grantedOn: ({ when }) => `seit ${when}`,
  usedTimes: ({ count }) =>
    plural(count, { one: "einmal gebraucht", other: `${number(count)}-mal gebraucht` }),
  neverUsed: "noch nicht gebraucht",
  revoke: "Zurücknehmen",
  revoked: "Zurückgenommen.",
  revokeAll: "Alle zurücknehmen",
  revokeAllSure: ({ count }) =>
    plural(count, { one: "Zurücknehmen?", other: `Alle ${number(count)} zurücknehmen?` }),
  allRevoked: "Alles ist zurückgenommen.",
  keepThem: "Behalten",
};
