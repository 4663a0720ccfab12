import { number } from "../numbers";
import type { TuningWords } from "../tuning";

export const tuning: TuningWords = {
  newChat: "Der neue Chat",
  thisChat: "Dieser Chat",
  asTheModel: "Wie das Modell es tut",
  thinkingLevels: { off: "Aus", low: "Ein wenig", medium: "Einiges", high: "Viel" },
  instructionsTooLong: ({ length, most }) =>
    `${number(length)} Zeichen; ${number(most)} können behalten werden.`,
  instructionsNote: "Wird dem Modell vor allem anderen in diesem Chat gesendet.",
  instructionsExample: "Zum Beispiel: Antworte in kurzen Sätzen. Mit Pflanzen kenne ich mich nicht aus.",
  temperature: "Temperatur",
  temperatureNote: "0 ist am vorhersehbarsten, 2 am abwechslungsreichsten",
  temperatureWrong: "Die Temperatur ist eine Zahl von 0 bis 2.",
  longest: "Längste Antwort",
  longestNote: "In Token; ein Wort hat ungefähr anderthalb",
  longestWrong: "Die längste Antwort ist eine ganze Zahl von Token, mindestens 1.",
  thinking: "Nachdenken",
  thinkingNote: "Mehr dauert länger und kostet mehr",
  topP: "Top P",
  topPNote: "0 bis 1; lass es frei, wenn du die Temperatur setzt",
  topPWrong: "Top P ist eine Zahl von 0 bis 1.",
  notTakenNote: "Was ein Modell nicht annimmt, wird weggelassen, und die Antwort sagt es.",
};
