/** What the server says of files, folders, messages and how a model is to answer; as it stands in its source. */
import type { Sentences } from "../sentences";

export const GIVEN: Sentences = [
  // files
  [
    "By its name this would be {ownName}, but it is {ownKind}.",
    "Dem Namen nach wäre das {ownName}, es ist aber {ownKind}.",
  ],
  ["an image", "ein Bild"],
  ["a PDF", "eine PDF-Datei"],
  ["text", "ein Text"],
  ["a file of another kind", "eine Datei anderer Art"],
  [
    "This begins like a {kind} image, but it is damaged, so it cannot be shown or looked at by a model.",
    "Das beginnt wie ein {kind}-Bild, ist aber beschädigt; es lässt sich nicht zeigen, und kein Modell kann es ansehen.",
  ],
  [
    "This image has more than {count} million pixels. Make it smaller, then attach it again.",
    "Dieses Bild hat mehr als {count} Millionen Pixel. Verkleinere es und hänge es noch einmal an.",
  ],
  [
    "This image is damaged, so no model can look at it.",
    "Dieses Bild ist beschädigt; kein Modell kann es ansehen.",
  ],
  [
    "This PDF is protected by a password, so it cannot be read. Save it without one, then attach it again.",
    "Diese PDF-Datei ist mit einem Passwort geschützt und nicht lesbar. Speichere sie ohne und hänge sie noch einmal an.",
  ],
  [
    "This PDF is damaged, so it cannot be read. Open it in a PDF program, save it anew, then attach it again.",
    "Diese PDF-Datei ist beschädigt und nicht lesbar. Öffne sie in einem PDF-Programm, speichere sie neu und hänge sie noch einmal an.",
  ],
  ["This PDF takes too long to read.", "Diese PDF-Datei zu lesen dauert zu lange."],
  [
    "A file may have {count} MB. Make it smaller, or put it into the chat's folder and ask about it.",
    "Eine Datei darf {count} MB groß sein. Verkleinere sie, oder lege sie in den Ordner des Chats und frage danach.",
  ],
  [
    "{name} is larger than {count} MB, the most for one file.",
    "{name} ist größer als {count} MB; mehr darf eine Datei nicht haben.",
  ],
  [
    "{files} files are attached; a message can have {most}. Send the others with another message.",
    "{files} Dateien sind angehängt; eine Nachricht kann {most} haben. Sende die übrigen mit einer weiteren Nachricht.",
  ],
  [
    "The file could not be saved: {why}. Nothing was attached.",
    "Die Datei ließ sich nicht speichern ({why}). Es wurde nichts angehängt.",
  ],
  ["An attached file cannot be read: {why}.", "Eine angehängte Datei ist nicht lesbar ({why})."],
  [
    "That file is no longer there to be read. Drop it again.",
    "Diese Datei ist nicht mehr lesbar. Zieh sie noch einmal herein.",
  ],
  ["{name} cannot be read ({why}).", "{name} ist nicht lesbar ({why})."],
  [
    "The file could not be saved in {folder}: {why}.",
    "Die Datei ließ sich nicht in {folder} speichern ({why}).",
  ],
  [
    "{folder} has too many files of this name. Move some of them away.",
    "{folder} hat zu viele Dateien dieses Namens. Räume einige davon weg.",
  ],
  [
    "That file was not saved from here since Runnel started.",
    "Diese Datei wurde, seit Runnel läuft, nicht von hier gespeichert.",
  ],
  // files beside an answer
  [
    "{quoted} was not sent: this model does not look at images{end}",
    "{quoted} wurde nicht gesendet: Dieses Modell sieht keine Bilder an.",
  ],
  [
    "{quoted} was not sent: no model can read this kind of file{end}",
    "{quoted} wurde nicht gesendet: Diese Art Datei kann kein Modell lesen.",
  ],
  [
    "{quoted} was not sent: it has no text in it, only pictures of pages{end}",
    "{quoted} wurde nicht gesendet: Darin ist kein Text, nur Bilder von Seiten.",
  ],
  [
    "{quoted} is left out: with it the question would be too large for one request{end}",
    "{quoted} ist weggelassen: Damit wäre die Frage zu groß für eine Anfrage.",
  ],
  ["{quoted} was not sent. {ownWhy}", "{quoted} wurde nicht gesendet. {ownWhy}"],
  ["“{name}” is long: {ownPart}.", "„{name}“ ist lang: {ownPart}."],
  ["only its first {count} characters were sent", "gesendet wurden nur die ersten {count} Zeichen"],
  ["only pages 1 to {last} of {pages} were read", "gelesen wurden nur die Seiten 1 bis {last} von {pages}"],
  ["the last page was cut", "die letzte Seite wurde gekürzt"],
  // how a model is to answer
  [
    "{model} does not take this chat's {ownList}. It was asked without.",
    "{model} nimmt von den Einstellungen dieses Chats nicht an: {ownList}. Es wurde ohne gefragt.",
  ],
  ["temperature", "Temperatur"],
  ["top-p value", "Top-p-Wert"],
  ["length limit", "Längengrenze"],
  ["setting for thinking", "Einstellung zum Nachdenken"],
  ["instructions", "Anweisungen"],
  [
    "The instructions have {count} characters; {countMost} are possible.",
    "Die Anweisungen haben {count} Zeichen; möglich sind {countMost}.",
  ],
  ["The parameter {name} cannot be used: {why}.", "Der Parameter {name} ist so nicht brauchbar ({why})."],
  // what changed in files
  ["It was changed since, so it was left as it is.", "Das wurde seitdem geändert und bleibt, wie es ist."],
  ["Runnel keeps no copy of what it was.", "Runnel hat keine Kopie davon, wie es war."],
  [
    "It is a folder of which Runnel keeps no copy; run the command again.",
    "Das ist ein Ordner, von dem Runnel keine Kopie hat; führe den Befehl noch einmal aus.",
  ],
  ["Something else is in its place now.", "An der Stelle ist jetzt etwas anderes."],
  ["It could not be read or written just now.", "Das ließ sich gerade nicht lesen oder schreiben."],
  [
    "What commands change here cannot be undone: there are over {count} entries.",
    "Was Befehle hier ändern, lässt sich nicht zurücknehmen: Es sind über {count} Einträge.",
  ],
  [
    "Of {count} files no copy was kept, because they are too large or too many.",
    "Von {count} Dateien gibt es keine Kopie, weil sie zu groß oder zu viele sind.",
  ],
  ["There is no such change.", "Diese Änderung gibt es nicht."],
  ["There is no such change in this conversation.", "Diese Änderung gibt es in diesem Chat nicht."],
  // folders
  ["{path} is not a folder on this machine.", "{path} ist kein Ordner auf diesem Rechner."],
  [
    "{path} is not an absolute path. Choose a folder, or type its whole path.",
    "{path} ist kein vollständiger Pfad. Wähle einen Ordner oder gib den ganzen Pfad ein.",
  ],
  ["{path} cannot be opened ({why}).", "{path} lässt sich nicht öffnen ({why})."],
  ["{path} is a link that leads to itself.", "{path} ist eine Verknüpfung, die auf sich selbst führt."],
  [
    "{path} cannot be found: this machine has no such user.",
    "{path} ist nicht zu finden: Diesen Benutzer gibt es hier nicht.",
  ],
  [
    "{folder} is inside {other}, which is open in this chat already.",
    "{folder} liegt in {other}, das in diesem Chat schon offen ist.",
  ],
  ["A chat may have {count} further folders.", "Ein Chat kann {count} weitere Ordner haben."],
  ["A folder is named twice.", "Ein Ordner ist zweimal genannt."],
  ["A path cannot contain a NUL character.", "Ein Pfad kann kein NUL-Zeichen enthalten."],
  ["There is no file or folder {path}.", "Es gibt keine Datei und keinen Ordner {path}."],
  // messages
  ["The message is empty.", "Die Nachricht ist leer."],
  [
    "The message has {count} characters; {countMost} are possible. Shorten it, or save it as a file in the chat's folder and ask about the file.",
    "Die Nachricht hat {count} Zeichen; möglich sind {countMost}. Kürze sie, oder lege sie als Datei in den Ordner des Chats und frage danach.",
  ],
  [
    "A message that waits may have {count} KB; this one has {countNow}. Shorten it, attach the text as a file, or send it when the answer is done.",
    "Eine Nachricht, die wartet, darf {count} KB haben; diese hat {countNow}. Kürze sie, hänge den Text als Datei an, oder sende sie, wenn die Antwort fertig ist.",
  ],
  [
    "An answer has at most {count} characters; send more as a message.",
    "Eine Antwort hat höchstens {count} Zeichen; sende mehr als Nachricht.",
  ],
  [
    "These answers are too long together; send more as a message.",
    "Diese Antworten sind zusammen zu lang; sende mehr als Nachricht.",
  ],
  ["A search may have {count} characters.", "Eine Suche kann {count} Zeichen haben."],
  ["A title may have {count} characters.", "Ein Titel kann {count} Zeichen haben."],
  ["A chat may have {count} tags.", "Ein Chat kann {count} Schlagwörter haben."],
  ["A tag may have {count} characters.", "Ein Schlagwort kann {count} Zeichen haben."],
  ["An answer in this conversation has not ended yet.", "Eine Antwort in diesem Chat ist noch nicht fertig."],
  ["This run has not ended yet.", "Diese Antwort ist noch nicht fertig."],
  ["This run is not waiting for an answer.", "Hier wird auf keine Antwort mehr gewartet."],
  ["How this action ended is known.", "Wie das ausging, ist bekannt."],
  [
    "This answer has gone on already. Ask for it in a message.",
    "Diese Antwort ging schon weiter. Bitte in einer Nachricht darum.",
  ],
  [
    "There is no such conversation in the bin. It may have been deleted for good.",
    "Dieser Chat ist nicht im Papierkorb. Vielleicht wurde er endgültig gelöscht.",
  ],
  [
    "There is no such command in the background of this chat.",
    "Diesen Befehl gibt es im Hintergrund dieses Chats nicht.",
  ],
  ["There is no such summary in this conversation.", "Diese Zusammenfassung gibt es in diesem Chat nicht."],
  ["Nothing was left out of this result.", "Von diesem Ergebnis wurde nichts weggelassen."],
  [
    "There is no such grant; it may have ended or been taken back before.",
    "Diese Erlaubnis gibt es nicht; vielleicht ist sie abgelaufen oder wurde schon zurückgenommen.",
  ],
];
