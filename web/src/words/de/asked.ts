/** What the server says where it asks, of what was allowed, and of the sandbox; as it stands in its source. */
import type { Sentences } from "../sentences";

const WORKS =
  "Befehle laufen in einer Sandbox: Sie können nur in diesem Ordner schreiben, sehen keine Schlüssel, Passwörter und Browserprofile und haben kein Netz.";

export const ASKED: Sentences = [
  // what would be done
  ["Run a command in {here}the background in {folder}", "Einen Befehl im Hintergrund ausführen, in {folder}"],
  ["Run a command in {folder}", "Einen Befehl ausführen, in {folder}"],
  ["Run Python {version} in {folder}", "Python {version} ausführen, in {folder}"],
  ["Create {path} ({size} bytes) in {folder}", "{path} anlegen ({size} Bytes), in {folder}"],
  ["Replace {path} ({size} bytes) in {folder}", "{path} ersetzen ({size} Bytes), in {folder}"],
  ["Edit {path} ({lines}) in {folder}", "{path} ändern ({lines}), in {folder}"],
  ["Delete {what} in {folder} (to the trash)", "{what} löschen (in den Papierkorb), in {folder}"],
  ["Move {what} to {target} in {folder}", "{what} verschieben nach {target}, in {folder}"],
  [
    "Undo the changes of an earlier answer: {names}",
    "Änderungen einer früheren Antwort zurücknehmen: {names}",
  ],
  ["Fetch a page from {host}", "Eine Seite von {host} holen"],
  ["Search with {who}: {query}", "Mit {who} suchen: {query}"],

  // why it is asked
  ["{name} is special: {why}", "{name} ist besonders ({why})"],
  ["{path} is not inside this chat's folder", "{path} liegt nicht im Ordner dieses Chats"],
  ["what it does cannot be told from its words", "aus seinen Worten lässt sich nicht sagen, was es tut"],
  ["it deletes everything in the folder", "es löscht alles im Ordner"],
  ["it follows content from outside ({sources})", "es folgt auf Inhalt von außen ({sources})"],
  ["it wants another user's rights", "es will die Rechte eines anderen Benutzers"],
  ["git may change what it runs or obeys later", "git kann ändern, was es später ausführt oder befolgt"],
  [
    "it goes on in the background: what it changes in files is not followed, and undo cannot take it back",
    "es läuft im Hintergrund weiter: Was es an Dateien ändert, wird nicht verfolgt und lässt sich nicht zurücknehmen",
  ],
  [
    "new or other hooks and settings of other programs are taken back when it ends, whoever made them",
    "neue oder andere Hooks und Einstellungen anderer Programme werden zurückgenommen, wenn es endet, wer auch immer sie gemacht hat",
  ],
  [
    "it may make and change what other programs obey: hooks, settings, start-up files",
    "es darf anlegen und ändern, was andere Programme befolgen: Hooks, Einstellungen, Startdateien",
  ],
  [
    "it could read {name}, which may hold keys or passwords",
    "es könnte {name} lesen, und darin können Schlüssel oder Passwörter stehen",
  ],
  [
    "there are too many files in the folder to look for keys and passwords among them",
    "im Ordner sind zu viele Dateien, um darunter nach Schlüsseln und Passwörtern zu suchen",
  ],
  ["assistants take it for instructions", "Assistenten nehmen es als Anweisungen"],
  ["it holds keys or passwords", "darin stehen Schlüssel oder Passwörter"],
  ["by its name it holds keys or passwords", "dem Namen nach stehen darin Schlüssel oder Passwörter"],
  ["keys or passwords lie there", "dort liegen Schlüssel oder Passwörter"],

  // what was allowed
  ["Create and change files in {place}", "Dateien anlegen und ändern in {place}"],
  ["Reach {host}, from chats in any folder", "{host} erreichen, aus Chats in jedem Ordner"],
  [
    "Use “{tool}” of the server “{server}”, with whatever arguments, from chats in any folder",
    "„{tool}“ des Servers „{server}“ benutzen, mit beliebigen Argumenten, aus Chats in jedem Ordner",
  ],
  [
    "Run {what}, also with other files in the folder and ordinary options{place}",
    "{what} ausführen, auch mit anderen Dateien im Ordner und gewöhnlichen Optionen{place}",
  ],
  ["Run `{what}`{place}", "`{what}` ausführen{place}"],

  // the sandbox
  [
    "Commands run in a sandbox: they can write in this folder only, see no keys, passwords or browser profiles, and have no network.",
    WORKS,
  ],
  ["{works} It is macOS's own sandbox.", `${WORKS} Es ist die eigene Sandbox von macOS.`],
  [
    "{works} It is Linux's Landlock, which holds less than Bubblewrap: they can see which programs run, and change permissions and dates of files elsewhere{and}, and end programs of yours{so}. The package “bubblewrap” gives more where it is allowed.",
    `${WORKS} Es ist Landlock von Linux, das weniger hält als Bubblewrap: Sie können sehen, welche Programme laufen, Rechte und Zeiten von Dateien anderswo ändern und deine Programme beenden. Das Paket „bubblewrap“ gibt mehr, wo es erlaubt ist.`,
  ],
  [
    "{works} It is Linux's Landlock, which holds less than Bubblewrap: they can see which programs run, and change permissions and dates of files elsewhere{so}. The package “bubblewrap” gives more where it is allowed.",
    `${WORKS} Es ist Landlock von Linux, das weniger hält als Bubblewrap: Sie können sehen, welche Programme laufen, und Rechte und Zeiten von Dateien anderswo ändern. Das Paket „bubblewrap“ gibt mehr, wo es erlaubt ist.`,
  ],
  [
    "The sandbox is being tested. Until that is done every command asks, and none runs in a sandbox.",
    "Die Sandbox wird geprüft. Bis das getan ist, fragt jeder Befehl, und keiner läuft in einer Sandbox.",
  ],
  [
    "Runnel has no sandbox on this system, so every command asks, and runs with all that you may do.",
    "Runnel hat auf diesem System keine Sandbox; jeder Befehl fragt daher und läuft mit allem, was du darfst.",
  ],
  [
    "Bubblewrap is not installed, so commands run without a sandbox and every one asks. Install the package “bubblewrap” and start Runnel again.",
    "Bubblewrap ist nicht installiert; Befehle laufen daher ohne Sandbox, und jeder fragt. Installiere das Paket „bubblewrap“ und starte Runnel neu.",
  ],
  [
    "This folder is, holds or lies in one that the sandbox has to hide, so commands run without it and ask.",
    "Dieser Ordner ist einer, enthält einen oder liegt in einem, den die Sandbox verbergen muss; Befehle laufen daher ohne sie und fragen.",
  ],
];
