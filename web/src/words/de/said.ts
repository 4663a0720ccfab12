import type { SaidWords } from "../said";
import { type Sentences, translator } from "../sentences";
import { ASKED } from "./asked";
import { GIVEN } from "./given";
import { SET_UP } from "./set-up";

/** The server's sentences as they stand in its source (`tests/said.test.ts` looks), and what they say in German. */
export const SENTENCES: Sentences = [
  ...ASKED,
  ...GIVEN,
  ...SET_UP,
  // of providers
  [
    "{who} did not accept the API key. Enter the key again under Models and providers.{said}",
    "{who} hat den API-Schlüssel nicht angenommen. Gib ihn unter „Modelle und Anbieter“ neu ein.{said}",
  ],
  [
    "{who} does not allow this with your API key (403). Check in your account what the key may do, or choose another model.{said}",
    "{who} erlaubt das mit deinem API-Schlüssel nicht (403). Sieh in deinem Konto nach, was er darf, oder wähle ein anderes Modell.{said}",
  ],
  [
    "{who} asks for payment: the credit or quota of this account is used up. Top it up there, or choose another model.{said}",
    "{who} verlangt eine Zahlung: Das Guthaben dieses Kontos ist verbraucht. Lade es dort auf oder wähle ein anderes Modell.{said}",
  ],
  [
    "{who} does not know the model “{model}”. {fix}{said}",
    "{who} kennt das Modell „{model}“ nicht. Wähle ein anderes oder prüfe die Adresse unter „Modelle und Anbieter“.{said}",
  ],
  [
    "{who} answered “not found” (404). {fix}{said}",
    "{who} hat mit „nicht gefunden“ (404) geantwortet. Wähle ein anderes Modell oder prüfe die Adresse unter „Modelle und Anbieter“.{said}",
  ],
  [
    "This conversation is too long for the model at {who}. Start a new conversation, or choose a model with a larger context.{said}",
    "Dieser Chat ist zu lang für das Modell bei {who}. Beginne einen neuen oder wähle ein Modell mit größerem Kontext.{said}",
  ],
  [
    "The model at {who} reached its length limit before it had written an answer. Ask for less at a time, or choose a model that may write more.",
    "Das Modell bei {who} war an seiner Längengrenze, bevor es eine Antwort geschrieben hatte. Frage nach weniger auf einmal oder wähle ein Modell, das mehr schreiben darf.",
  ],
  [
    "{who} refused the request ({status}). Change the message or choose another model.{said}",
    "{who} hat die Anfrage abgelehnt ({status}). Ändere die Nachricht oder wähle ein anderes Modell.{said}",
  ],
  [
    "{who} is busy or limits how often you may ask. Try again {wait}.{said}",
    "{who} ist überlastet oder begrenzt, wie oft du fragen darfst. Versuche es gleich noch einmal.{said}",
  ],
  [
    "{who} had an error of its own{status}. Try again in a moment.{said}",
    "{who} hatte selbst einen Fehler{status}. Versuche es gleich noch einmal.{said}",
  ],
  [
    "{who} is still loading the model. Try again in a moment.{said}",
    "{who} lädt das Modell noch. Versuche es gleich noch einmal.{said}",
  ],
  [
    "{who} answered, but not like a model server{what}. Check the address of {name} under Models and providers; it often ends in /v1.",
    "{who} hat geantwortet, aber nicht wie ein Server für Modelle. Prüfe die Adresse von {name} unter „Modelle und Anbieter“; oft endet sie auf /v1.",
  ],
  [
    "{who} ended its reply before it began. Send the message again.",
    "{who} hat die Antwort beendet, bevor sie begann. Sende die Nachricht noch einmal.",
  ],
  [
    "The reply of {who} broke off before its end. What came is kept above, but it is not complete.",
    "Die Antwort von {who} brach vor ihrem Ende ab. Was ankam, steht oben, ist aber nicht vollständig.",
  ],
  [
    "{who} sent something in its reply that is not valid JSON, so the rest could not be read. Send the message again, or choose another model.",
    "{who} hat etwas geschickt, das kein gültiges JSON ist; der Rest war nicht lesbar. Sende die Nachricht noch einmal oder wähle ein anderes Modell.",
  ],
  [
    "The address of {who} cannot be used. Correct it under Models and providers.",
    "Die Adresse von {who} ist nicht brauchbar. Berichtige sie unter „Modelle und Anbieter“.",
  ],
  [
    "{who} has not sent anything for {seconds} seconds, so we stopped waiting. Try again.",
    "{who} hat {seconds} Sekunden lang nichts geschickt, darum wurde nicht länger gewartet. Versuche es noch einmal.",
  ],
  [
    "This address cannot be used. It has to begin with http:// or https:// and name a host, as http://127.0.0.1:8080 does.",
    "Diese Adresse ist nicht brauchbar. Sie muss mit http:// oder https:// beginnen und einen Rechner nennen, wie http://127.0.0.1:8080.",
  ],
  [
    "Nothing answers at {where}. Is a model server running there? Start it, or check the address under Models and providers.",
    "Unter {where} antwortet nichts. Läuft dort ein Modellserver? Starte ihn oder prüfe die Adresse unter „Modelle und Anbieter“.",
  ],
  [
    "Nothing answers{at}. Is {who} running? Start it, or check the address under Models and providers.",
    "Unter der Adresse von {who} antwortet nichts. Starte es oder prüfe die Adresse unter „Modelle und Anbieter“.",
  ],
  [
    "The address {where} was not found. Check it, and your network connection.",
    "Die Adresse {where} wurde nicht gefunden. Prüfe sie und deine Netzverbindung.",
  ],
  [
    "The connection to {who} failed. Check your network connection and try again.",
    "Die Verbindung zu {who} ist gescheitert. Prüfe deine Netzverbindung und versuche es noch einmal.",
  ],
  [
    "This answer needed more steps than one run may take, so it was stopped. Send another message to go on.",
    "Diese Antwort brauchte mehr Schritte, als auf einmal erlaubt sind, und wurde angehalten. Mit einer weiteren Nachricht geht es weiter.",
  ],
  [
    "The answer reached its length limit, so it is not complete. Choose Continue to let it go on.",
    "Die Antwort hat ihre Längengrenze erreicht und ist nicht vollständig. Wähle „Weiter“, damit sie weitergeht.",
  ],
  [
    "{who} read only {count} tokens of a chat of at least {countWords} words, and left out the rest without saying so. The answer may lack what was said before. {ownFix}, or start a shorter chat.",
    "{who} hat nur {count} Token eines Chats von mindestens {countWords} Wörtern gelesen und den Rest ohne ein Wort weggelassen. Der Antwort kann fehlen, was vorher gesagt wurde. {ownFix}, oder beginne einen kürzeren Chat.",
  ],
  [
    "Raise the context length in Ollama's settings (or OLLAMA_CONTEXT_LENGTH, or num_ctx of the model)",
    "Erhöhe die Kontextlänge in den Einstellungen von Ollama (oder OLLAMA_CONTEXT_LENGTH, oder num_ctx des Modells)",
  ],
  [
    "Start the server with a larger context (--ctx-size)",
    "Starte den Server mit größerem Kontext (--ctx-size)",
  ],
  ["Load the model with a larger context there", "Lade das Modell dort mit größerem Kontext"],
  ["Choose a model with a larger context", "Wähle ein Modell mit größerem Kontext"],
  [
    "The address of {who} sends us on{where}. For the safety of your key we do not follow. Enter the final address under Models and providers.",
    "Die Adresse von {who} leitet weiter. Zum Schutz deines Schlüssels wird dem nicht gefolgt. Gib die endgültige Adresse unter „Modelle und Anbieter“ ein.",
  ],
  [
    "{who} sent a piece of its reply that is far too large, so it was stopped.",
    "{who} hat ein viel zu großes Stück Antwort geschickt; sie wurde angehalten.",
  ],
  [
    "The model at {who} asked for the action “{tool}”, but its details were cut off or not valid. Nothing was done. Send the message again.",
    "Das Modell bei {who} wollte „{tool}“ ausführen, aber die Angaben dazu waren abgeschnitten oder ungültig. Es wurde nichts getan. Sende die Nachricht noch einmal.",
  ],
  [
    "The model at {who} asked for an action whose name or id is far too long. Nothing was done. Send the message again.",
    "Das Modell bei {who} wollte etwas ausführen, dessen Name oder Kennung viel zu lang ist. Es wurde nichts getan. Sende die Nachricht noch einmal.",
  ],
  [
    "The model at {who} asked for more than {most} actions at once. None of them was done. Send the message again, or ask for less at a time.",
    "Das Modell bei {who} wollte mehr als {most} Dinge auf einmal tun. Keines wurde getan. Sende die Nachricht noch einmal, oder frage nach weniger auf einmal.",
  ],
  [
    "No secure connection to {where} was possible: {why}. Check the address, this computer's clock, and whether a proxy replaces certificates.",
    "Keine sichere Verbindung zu {where} ({why}). Prüfe die Adresse, die Uhr dieses Rechners und ob ein Proxy Zertifikate ersetzt.",
  ],
  [
    "{who} withheld the answer: its content filter objected.",
    "{who} hat die Antwort zurückgehalten: Der Inhaltsfilter hat sie beanstandet.",
  ],
  [
    "The model at {who} answered in a way that cannot be used. Send the message again, or choose another model.{said}",
    "Das Modell bei {who} hat unbrauchbar geantwortet. Sende die Nachricht noch einmal oder wähle ein anderes Modell.{said}",
  ],
  ["{who} cannot be asked like this.{said}", "So lässt sich {who} nicht fragen.{said}"],
  [
    "Something unexpected went wrong while {who} was asked ({what}). The log has the details. Try again.",
    "Beim Fragen von {who} ist etwas Unerwartetes passiert ({what}). Einzelheiten stehen im Protokoll. Versuche es noch einmal.",
  ],
  [
    "The model was asked to sum up this long chat and answered nothing. Try again.",
    "Das Modell sollte diesen langen Chat zusammenfassen und hat nichts geantwortet. Versuche es noch einmal.",
  ],
  [
    "This model cannot be sent a “{kind}” attachment. Remove it, or choose another model.",
    "Diesem Modell lässt sich kein Anhang der Art „{kind}“ senden. Entferne ihn oder wähle ein anderes Modell.",
  ],
  [
    "{ownTitle}. Trying again in {count} s ({time} of {times}).",
    "{ownTitle}. Neuer Versuch in {count} s ({time} von {times}).",
  ],
  ["The provider is busy", "Der Anbieter ist überlastet"],
  ["The provider cannot be reached", "Der Anbieter ist nicht erreichbar"],
  ["The provider failed", "Der Anbieter hatte einen Fehler"],

  // beside answers
  [
    "This model does not take up a half sentence, so it was asked in a new turn to go on.",
    "Dieses Modell führt keinen halben Satz fort; es wurde neu gebeten, weiterzuschreiben.",
  ],
  [
    "The built-in assistant does not read attached files. Choose a language model for that.",
    "Der eingebaute Assistent liest keine angehängten Dateien. Wähle dafür ein Sprachmodell.",
  ],
  [
    "The server refused the images, so they were left out of the question.",
    "Der Server hat die Bilder abgelehnt; sie wurden aus der Frage weggelassen.",
  ],
  [
    "Runnel ended while this answer was being written. What had arrived is kept.",
    "Runnel wurde beendet, während diese Antwort geschrieben wurde. Was angekommen war, ist noch da.",
  ],

  // of files
  ["This file is empty, so there is nothing to attach.", "Diese Datei ist leer; es gibt nichts anzuhängen."],
  [
    "This attached file is not there any more. Attach it again.",
    "Diese angehängte Datei ist nicht mehr da. Hänge sie noch einmal an.",
  ],
  [
    "An attached file was damaged on the disk. Attach it again.",
    "Eine angehängte Datei wurde auf der Platte beschädigt. Hänge sie noch einmal an.",
  ],
  [
    "The file was cut off on its way. Attach it again.",
    "Die Datei kam nicht ganz an. Hänge sie noch einmal an.",
  ],
  [
    "The archive was cut off on its way. Import it again.",
    "Das Archiv kam nicht ganz an. Importiere es noch einmal.",
  ],
  [
    "This is not an archive that Runnel has written, or it is damaged.",
    "Das ist kein Archiv, das Runnel geschrieben hat, oder es ist beschädigt.",
  ],
  ["The file is not there any more.", "Die Datei ist nicht mehr da."],

  // of chats
  [
    "There is no such conversation. It may have been deleted.",
    "Diesen Chat gibt es nicht. Vielleicht wurde er gelöscht.",
  ],
  ["This conversation is in the bin.", "Dieser Chat ist im Papierkorb."],
  [
    "An answer is still being written. Stop it, or wait until it is done.",
    "Es wird noch eine Antwort geschrieben. Halte sie an oder warte, bis sie fertig ist.",
  ],
  [
    "Another answer in this conversation has not ended yet.",
    "Eine andere Antwort in diesem Chat ist noch nicht fertig.",
  ],
  [
    "An answer is being written in this conversation; stop it or wait.",
    "In diesem Chat wird gerade eine Antwort geschrieben; halte sie an oder warte.",
  ],
  [
    "It is still being looked at what the stopped answer did to files. Try again in a moment.",
    "Es wird noch nachgesehen, was die angehaltene Antwort an Dateien geändert hat. Versuch es gleich noch einmal.",
  ],
  [
    "Stop the answer first, then delete the conversation.",
    "Halte zuerst die Antwort an und lösche dann den Chat.",
  ],
  [
    "The folder cannot change while an answer or an approval is open: it was asked for the old one.",
    "Der Ordner lässt sich nicht ändern, solange eine Antwort oder Freigabe offen ist: Sie gilt für den alten.",
  ],
  [
    "Allow or refuse the action that waits in this chat first.",
    "Erlaube zuerst, was in diesem Chat auf dich wartet, oder lehne es ab.",
  ],
  [
    "This message does not wait any more. It was sent or removed.",
    "Diese Nachricht wartet nicht mehr. Sie wurde gesendet oder entfernt.",
  ],
  [
    "{most} messages wait already. Wait until some are sent.",
    "Es warten schon {most} Nachrichten. Warte, bis einige gesendet sind.",
  ],
  ["This was decided before, in another way.", "Das wurde schon anders entschieden."],
  [
    "This was answered before, and differently. The first answer holds.",
    "Das wurde schon anders beantwortet. Die erste Antwort gilt.",
  ],
  [
    "The search index is damaged and is being built anew; nothing else is. Search again in a minute.",
    "Der Suchindex ist beschädigt und wird neu gebaut; sonst fehlt nichts. Suche in einer Minute noch einmal.",
  ],
  [
    "No browser could be started on this system. Copy the address instead.",
    "Auf diesem System ließ sich kein Browser starten. Kopiere stattdessen die Adresse.",
  ],
  [
    "No file manager could be started. The file is in {folder}.",
    "Es ließ sich keine Dateiverwaltung starten. Die Datei ist in {folder}.",
  ],

  // last, for it fits much: of what, and then why
  ["{what}: {ownWhy}", "{what}: {ownWhy}"],
  [
    "{name} is larger than {most} MB, the most for one file.",
    "{name} ist größer als {most} MB, die Grenze für eine Datei.",
  ],
  ["{name} cannot be read ({why}).", "{name} ist nicht lesbar ({why})."],
  [
    "That file is no longer there to be read. Drop it again.",
    "Diese Datei lässt sich nicht mehr lesen. Lege sie noch einmal ab.",
  ],
  [
    "There is no window here that could show the system's dialog.",
    "Hier ist kein Fenster, das den Dialog des Systems zeigen könnte.",
  ],
  ["The system's dialog is open already.", "Der Dialog des Systems ist schon offen."],
];

export const said: SaidWords = {
  inOwnWords: ({ sentence }) => translate(`${sentence}`),
};

const translate = translator(
  SENTENCES,
  (words) => ` Die Antwort war: „${words}“`,
  (words) => `„${words}“`,
);
