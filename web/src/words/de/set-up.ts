/** What the server says of what a person sets up: keys, providers, prompts, servers, and of saving; as it stands in its source. */
import type { Sentences } from "../sentences";

export const SET_UP: Sentences = [
  // keys
  ["Keys are kept in this system's keychain.", "Schlüssel liegen im Schlüsselbund dieses Systems."],
  [
    "This system has no keychain that Runnel can use, so a key is kept for this session only: enter it again after a restart, or set it in the environment.",
    "Dieses System hat keinen Schlüsselbund, den Runnel benutzen kann; ein Schlüssel gilt nur für diese Sitzung: Gib ihn nach einem Neustart wieder ein, oder setze ihn in der Umgebung.",
  ],
  [
    "The system's keychain did not answer; it may be locked. Until it does, keys are kept for this session only.",
    "Der Schlüsselbund des Systems antwortet nicht; vielleicht ist er gesperrt. Bis dahin gelten Schlüssel nur für diese Sitzung.",
  ],
  [
    "The system's keychain refused to be used; it may be locked. Until it opens, keys are kept for this session only.",
    "Der Schlüsselbund des Systems lässt sich nicht benutzen; vielleicht ist er gesperrt. Bis dahin gelten Schlüssel nur für diese Sitzung.",
  ],
  [
    "The API key contains characters that no key has. Copy it again, without spaces around it.",
    "Der API-Schlüssel enthält Zeichen, die kein Schlüssel hat. Kopiere ihn noch einmal, ohne Leerzeichen davor und dahinter.",
  ],
  [
    "Over http the key could be read on its way. Use an address that begins with https.",
    "Über http wäre der Schlüssel unterwegs lesbar. Nimm eine Adresse, die mit https beginnt.",
  ],
  // providers and models
  ["{who} answers and has {count} model{s}.", "{who} antwortet. Modelle: {count}."],
  [
    "{who} answers, but has no model to chat with yet.",
    "{who} antwortet, hat aber noch kein Modell zum Chatten.",
  ],
  [
    "{who} needs an API key for {where}. Enter it under Models and providers.",
    "{who} braucht einen API-Schlüssel für {where}. Gib ihn unter „Modelle und Anbieter“ ein.",
  ],
  [
    "The model “{model}” cannot be used: no provider “{provider}” is set up, or it has no such model.",
    "Das Modell „{model}“ ist nicht zu benutzen: Der Anbieter „{provider}“ ist nicht eingerichtet oder hat es nicht.",
  ],
  ["No provider “{name}” is set up.", "Der Anbieter „{name}“ ist nicht eingerichtet."],
  [
    "The providers are set by RUNNEL_PROVIDERS in the environment; change them there.",
    "Die Anbieter sind durch RUNNEL_PROVIDERS in der Umgebung gesetzt; ändere sie dort.",
  ],
  [
    "A provider's name has small letters, digits, “.”, “-” or “_”, begins with a letter or digit, and is at most 41 characters long.",
    "Der Name eines Anbieters hat kleine Buchstaben, Ziffern, „.“, „-“ oder „_“, beginnt mit einem Buchstaben oder einer Ziffer und ist höchstens 41 Zeichen lang.",
  ],
  [
    "This kind of provider needs an address, for example http://127.0.0.1:8080/v1.",
    "Diese Art Anbieter braucht eine Adresse, zum Beispiel http://127.0.0.1:8080/v1.",
  ],
  [
    "The address must not contain a user name or password. Enter the key in its own field.",
    "Die Adresse darf keinen Benutzernamen und kein Passwort enthalten. Gib den Schlüssel in seinem eigenen Feld ein.",
  ],
  [
    "The address must not contain a user name or password.",
    "Die Adresse darf keinen Benutzernamen und kein Passwort enthalten.",
  ],
  [
    "The address must not contain “?” or “#”. Leave out what follows it.",
    "Die Adresse darf kein „?“ oder „#“ enthalten. Lass weg, was darauf folgt.",
  ],
  ["A model's name may have {count} characters.", "Der Name eines Modells kann {count} Zeichen haben."],
  ["The setting {name} cannot be used: {why}.", "Die Einstellung {name} ist so nicht brauchbar ({why})."],
  // prompts
  ["A prompt needs a text.", "Eine Vorlage braucht einen Text."],
  ["A prompt has at most {count} characters.", "Eine Vorlage hat höchstens {count} Zeichen."],
  ["There is a prompt “{name}” already.", "Eine Vorlage „{name}“ gibt es schon."],
  ["There is room for {count} prompts.", "Es ist Platz für {count} Vorlagen."],
  ["There is no such prompt.", "Diese Vorlage gibt es nicht."],
  [
    "A prompt's name has letters, digits, “-”, “_” or “.”, begins with a letter or digit, has no spaces, and is at most 60 characters long.",
    "Der Name einer Vorlage hat Buchstaben, Ziffern, „-“, „_“ oder „.“, beginnt mit einem Buchstaben oder einer Ziffer, hat keine Leerzeichen und ist höchstens 60 Zeichen lang.",
  ],
  [
    "The file of saved prompts could not be read, so there are none now. {ownWhere}",
    "Die Datei mit den Vorlagen war nicht lesbar; jetzt gibt es keine. {ownWhere}",
  ],
  [
    "The settings file {ownWhy}, so the defaults are used. {ownWhere}",
    "Die Datei mit den Einstellungen {ownWhy}; es gelten die Vorgaben. {ownWhere}",
  ],
  ["could not be read", "war nicht lesbar"],
  ["is not valid", "ist nicht gültig"],
  ["It was kept as {name} in the data folder.", "Sie liegt als {name} im Datenordner."],
  // servers of tools
  ["There is no server “{name}”.", "Den Server „{name}“ gibt es nicht."],
  [
    "The server has changed in the meantime. Look at it again.",
    "Der Server hat sich inzwischen geändert. Sieh ihn noch einmal an.",
  ],
  [
    "A tool has changed in the meantime. Look at it again.",
    "Ein Werkzeug hat sich inzwischen geändert. Sieh es noch einmal an.",
  ],
  ["The server “{name}” is switched off.", "Der Server „{name}“ ist ausgeschaltet."],
  [
    "A server's name has 1 to 64 characters, without slashes.",
    "Der Name eines Servers hat 1 bis 64 Zeichen, ohne Schrägstriche.",
  ],
  ["There is room for {count} servers.", "Es ist Platz für {count} Server."],
  ["“{name}” needs a command to run, or an address.", "„{name}“ braucht einen Befehl oder eine Adresse."],
  [
    "“{name}” needs an address that begins with https:// or http://.",
    "„{name}“ braucht eine Adresse, die mit https:// oder http:// beginnt.",
  ],
  [
    "“{name}” has a command and an address; give one of them.",
    "„{name}“ hat einen Befehl und eine Adresse; gib eins von beiden an.",
  ],
  ["“{name}” is not described as an object.", "„{name}“ ist nicht als Objekt beschrieben."],
  [
    "“{name}” has a character in it that no command can have.",
    "„{name}“ enthält ein Zeichen, das in keinem Befehl stehen kann.",
  ],
  [
    "“{name}”: the address must not contain a user name or password; give a header instead.",
    "„{name}“: Die Adresse darf keinen Benutzernamen und kein Passwort enthalten; nimm dafür eine Kopfzeile.",
  ],
  [
    "“{name}”: over http its headers could be read on their way. Use an https address.",
    "„{name}“: Über http wären die Kopfzeilen unterwegs lesbar. Nimm eine https-Adresse.",
  ],
  ["“{name}”: {variable} is no name of a variable.", "„{name}“: {variable} ist kein Name einer Variablen."],
  ["“{name}”: {header} is no name of a header.", "„{name}“: {header} ist kein Name einer Kopfzeile."],
  [
    "“{name}”: the value of {key} is too long or has line breaks in it.",
    "„{name}“: Der Wert von {key} ist zu lang oder enthält Zeilenumbrüche.",
  ],
  [
    "There is one of this name already; it was left as it is.",
    "Einen dieses Namens gibt es schon; er bleibt, wie er ist.",
  ],
  [
    "{app} has no servers on this computer. Looked in {where}.",
    "{app} hat auf diesem Rechner keine Server. Gesucht wurde in {where}.",
  ],
  ["That is too long for a list of servers.", "Das ist zu lang für eine Liste von Servern."],
  // the search of the web
  ["No web search is set up.", "Es ist keine Websuche eingerichtet."],
  [
    "SearXNG needs the address of an instance, for example https://searx.example.org.",
    "SearXNG braucht die Adresse einer Instanz, zum Beispiel https://searx.example.org.",
  ],
  [
    "The web search is set by RUNNEL_SEARCH in the environment; change it there.",
    "Die Websuche ist durch RUNNEL_SEARCH in der Umgebung gesetzt; ändere sie dort.",
  ],
  // links, archives, saving
  [
    "Only http, https and mailto addresses can be opened.",
    "Nur Adressen mit http, https und mailto lassen sich öffnen.",
  ],
  ["That is no address that can be opened.", "Das ist keine Adresse, die sich öffnen lässt."],
  ["No browser could be started on this system.", "Auf diesem System ließ sich kein Browser starten."],
  [
    "This archive is encrypted. Open it and export it again without a password.",
    "Dieses Archiv ist verschlüsselt. Öffne es und exportiere es noch einmal ohne Passwort.",
  ],
  ["This archive has more than {count} files.", "Dieses Archiv hat mehr als {count} Dateien."],
  [
    "This archive unfolds to more than Runnel takes.",
    "Dieses Archiv ist entpackt größer, als Runnel annimmt.",
  ],
  [
    "A chat in this file is not as Runnel writes it.",
    "Ein Chat in dieser Datei ist nicht so, wie Runnel ihn schreibt.",
  ],
  [
    "The archive could not be written: {why}. Free some space on the disk.",
    "Das Archiv ließ sich nicht schreiben ({why}). Schaffe Platz auf der Platte.",
  ],
  [
    "The archive could not be kept: {why}. Free some space.",
    "Das Archiv ließ sich nicht ablegen ({why}). Schaffe Platz auf der Platte.",
  ],
  [
    "Saving failed, so the answer was stopped. Free some space on the disk and try again.",
    "Das Speichern ist gescheitert; die Antwort wurde angehalten. Schaffe Platz auf der Platte und versuche es noch einmal.",
  ],
  [
    "The action could not be recorded, so it was not carried out.",
    "Das ließ sich nicht aufzeichnen und wurde darum nicht ausgeführt.",
  ],
  [
    "Part of the database cannot be read. Start Runnel again: it looks for damage and repairs it.",
    "Ein Teil der Datenbank ist nicht lesbar. Starte Runnel neu: Es sucht den Schaden und behebt ihn.",
  ],
  ["Runnel is closing, so nothing more is saved.", "Runnel wird beendet; es wird nichts mehr gespeichert."],
  ["The log says where. Try it again.", "Wo, steht im Protokoll. Versuche es noch einmal."],
];
