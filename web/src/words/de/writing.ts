import { number, plural } from "../numbers";
import type { WritingWords } from "../writing";

export const writing: WritingWords = {
  message: "Nachricht",
  write: "Schreibe eine Nachricht",
  writeNext: "Schreibe die nächste Nachricht",
  writeWhatComesAfter: "Oben antworten, oder hier weiter",
  sentWithFiles: "Das wird gesendet, sobald die Dateien da sind.",
  sentAfterWaiting: "Das wird nach der Antwort gesendet, die auf dich wartet.",
  sendsAfterOrInto: ({ after, into }) =>
    `${after} sendet nach dieser Antwort, ${into} in sie hinein. Esc hält die Antwort an.`,
  attachFiles: "Dateien anhängen",
  folderNote: "Die Dateien, die eine Antwort lesen darf, und wo Befehle laufen",
  folderChange: ({ folder }) => `Ordner ${folder}. Ändern`,
  chooseFolder: "Ordner wählen",
  pastedText: "Eingefügter Text",
  pasted: ({ day, time }) => `Eingefügt ${day} ${time}`,

  sendNow: "Jetzt senden",
  sendNowInto: "Jetzt senden, in diese Antwort",
  sendInto: "In diese Antwort senden",
  sendIntoKeys: ({ keys }) => `In diese Antwort senden (${keys})`,
  sendAfter: "Danach senden",
  sendAfterThis: "Nach dieser Antwort senden",
  sendAfterKeys: ({ keys }) => `Nach dieser Antwort senden (${keys})`,
  sendKeys: ({ keys }) => `Senden (${keys})`,
  stopping: "Wird angehalten",
  stopAnswer: "Antwort anhalten",
  stopKey: "Anhalten (Esc)",

  filesToSend: "Dateien zum Senden",
  adding: ({ name }) => `${name} wird hinzugefügt`,
  tryNameAgain: ({ name }) => `${name} erneut versuchen`,
  unsent: ({ why }) => `${why} Dein Text ist noch da.`,
  notSentIn: ({ chat, why }) => `Deine Nachricht in „${chat}“ wurde nicht gesendet. ${why}`,
  tooLong: ({ length, most }) =>
    `Diese Nachricht hat ${number(length)} Zeichen; ${number(most)} können gesendet werden. Hänge den Rest als Datei an.`,
  youPasted: ({ length }) => `Du hast ${number(length)} Zeichen eingefügt.`,
  attachAsFile: "Als Datei anhängen",
  leaveAsText: "Als Text lassen",
  pastedIsFile: ({ length }) => `Du hast ${number(length)} Zeichen eingefügt; sie hängen als Datei an.`,
  putIntoMessage: "In die Nachricht setzen",
  leaveAsFile: "Als Datei lassen",
  typeImage: "Bild",
  typeText: "Text",
  typeFile: "Datei",
  seesNoImage: ({ model }) =>
    `Soweit Runnel weiß, kann ${model} keine Bilder sehen: Es erfährt von diesem nur den Namen.`,
  seesNoImages: ({ model }) =>
    `Soweit Runnel weiß, kann ${model} keine Bilder sehen: Es erfährt nur ihre Namen.`,
  isOther: ({ count }) =>
    plural(count, {
      one: "Eine Datei ist weder Text noch PDF noch Bild: Das Modell erfährt nur ihren Namen.",
      other: `${number(count)} Dateien sind weder Text noch PDF noch Bild: Das Modell erfährt nur ihre Namen.`,
    }),
  leftOut: ({ most, left, chosen }) =>
    `${number(most)} Dateien können zu einer Nachricht gehören. ${number(left)} der ${number(chosen)} gewählten wurden weggelassen.`,
  tooLarge: "Sie ist größer als 20 MB, die Grenze für eine Datei.",
  isFolder: ({ name }) =>
    `„${name}“ ist ein Ordner und lässt sich nicht anhängen. Wähle ihn als Ordner dieses Chats, dann können Antworten lesen, was darin ist.`,
  areFolders:
    "Ordner lassen sich nicht anhängen. Wähle einen als Ordner dieses Chats, dann können Antworten lesen, was darin ist.",
  notOfHere:
    "Was abgelegt wurde, ist keine Datei und kein Ordner dieses Computers. Speichere es zuerst hier und lege das ab.",

  waitingToBeSent: "Wartet auf das Senden",
  whyWaiting: ({ count }) =>
    plural(count, {
      one: "Diese Nachricht wartet, weil die letzte Antwort nicht fertig wurde.",
      other: "Diese Nachrichten warten, weil die letzte Antwort nicht fertig wurde.",
    }),
  move: "Verschieben",
  moveKeys: "Ziehe es oder drücke die Pfeiltasten, um die Reihenfolge zu ändern",
  placeOf: ({ at, of }) => `Platz ${at} von ${of}`,
  theFiles: "die Dateien",
  goesIntoNext: "geht beim nächsten Schritt in diese Antwort ein",
  ofText: ({ act, text }) => `${act}: ${text}`,
  textThatWaits: "Wartender Text",
  waitsNoMore: "Diese Nachricht wartet nicht mehr.",
  asksNoMore: "Die Frage, auf die das antwortet, ist nicht mehr offen.",

  editAgain: "Bearbeiten und noch einmal senden",
  textToSendAgain: "Text, der noch einmal gesendet wird",
  stopsFirst: "Was gerade beantwortet wird, hält zuerst an.",
  firstStays: "Die erste Fassung und ihre Antworten bleiben.",

  instructions: "Anweisungen",
  countOfSettings: ({ count }) =>
    plural(count, { one: "1 Einstellung", other: `${number(count)} Einstellungen` }),
  instructionsAndSettings: "Anweisungen und Einstellungen für diesen Chat",
  isSet: ({ what }) => `${what} für diesen Chat. Ändern`,
  settingsHere: "Einstellungen für diesen Chat",
};
