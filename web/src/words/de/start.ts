import { number } from "../numbers";
import type { StartWords } from "../start";

export const start: StartWords = {
  builtinReady: "Der eingebaute Assistent ist bereit",
  builtinLead:
    "Er braucht kein Modell und kein Netz. Er ist kein Sprachmodell: Er folgt einfachen, englischen Befehlen, um einen Ordner zu durchsuchen, den du wählst, und fragt, bevor er etwas ändert oder ausführt.",
  whatNow: "Woran wollen wir arbeiten?",
  writingTo: ({ model }) =>
    `Du schreibst an ${model}. Wähle einen Ordner, wenn mit Dateien gearbeitet werden soll.`,
  writingIn: ({ model, folder }) => `Du schreibst an ${model}, im Ordner ${folder}.`,
  thingsToTry: "Zum Ausprobieren",
  listFolder: "Diesen Ordner auflisten",
  readFile: "Eine Datei lesen",
  searchFiles: "In Dateien suchen",
  runCommand: "Einen Befehl ausführen",
  writeFile: "Eine Datei schreiben",
  whatCanYouDo: "Was kannst du?",
  explainFolder: "Diesen Ordner erklären",
  explainFolderText: "Sieh diesen Ordner durch und erkläre, was darin ist.",
  findSomething: "Etwas finden",
  findSomethingText: "Finde, wo in diesem Ordner die Einstellungen gelesen werden, und zeige mir die Zeilen.",
  writeDraft: "Einen Entwurf schreiben",
  writeDraftText: "Entwirf eine kurze, freundliche E-Mail, die unser Treffen auf Donnerstag verlegt.",
  explainIdea: "Eine Idee erklären",
  explainIdeaText:
    "Erkläre, wie Verschlüsselung mit öffentlichen Schlüsseln funktioniert, mit einem Beispiel aus dem Alltag.",

  languageModels: "Sprachmodelle",
  looking: "Wird gesucht …",
  lookAgain: "Neu suchen",
  lookingHere: "Auf diesem Computer wird nach Modellen gesucht …",
  noneFound:
    "Auf diesem Computer läuft kein Modellserver, und in der Umgebung steht kein API-Schlüssel. Du kannst einen starten, etwa Ollama, und neu suchen, oder mit deinem eigenen Schlüssel einen Anbieter hinzufügen.",
  runningAt: ({ address }) => `Läuft unter ${address}`,
  thisComputer: "diesem Computer",
  keyIn: ({ where }) => `Schlüssel in ${where}`,
  theEnvironment: "der Umgebung",
  countOfModels: ({ count }) => `${number(count)} Modelle`,
  useName: ({ name }) => `${name} benutzen`,
  settingUp: "Wird eingerichtet …",
  use: "Benutzen",
  lookedFor: "Wonach gesucht wurde",
  onlyHere: "Nur auf diesem Computer; nichts wurde irgendwohin gesendet.",
  addedBut: ({ name, problem }) => `${name} wurde hinzugefügt. ${problem}`,
  addedEmpty: ({ name }) => `${name} wurde hinzugefügt, bietet aber keine Modelle an.`,

  saysOpenAi: "GPT-Modelle, mit deinem eigenen Schlüssel",
  saysAnthropic: "Claude-Modelle, mit deinem eigenen Schlüssel",
  saysGoogle: "Gemini-Modelle, mit deinem eigenen Schlüssel",
  saysOllama: "Modelle, die auf diesem Computer laufen",
  saysLlama: "Ein Modell, das llama-server betreibt",
  saysCompatible: "LM Studio, vLLM, OpenRouter und andere",
  llamaServer: "llama.cpp-Server",
  compatible: "OpenAI-kompatibel",
};
