import type { EndingWords } from "../ending";
import { number, plural } from "../numbers";

export const ending: EndingWords = {
  choices: { continue: "Weiter", retry: "Erneut versuchen", keep: "Behalten" },
  keepAsItIs: "Die Antwort lassen, wie sie ist",
  ofTitle: ({ says, title }) => `${says}: ${title}`,

  cutByEnd: "Die Antwort endet hier: Runnel wurde beendet, während sie geschrieben wurde.",
  youStopped: "Du hast diese Antwort angehalten.",
  note: "Hinweis",
  lengthLimit: "Längengrenze",
  atLimit: "Diese Antwort hat ihre Längengrenze erreicht und ist daher nicht vollständig.",
  problem: "Problem",
  someProblem: "Die Antwort endete mit einem Problem.",
  cutOff: "Abgeschnitten",
  interrupted:
    "Diese Antwort wurde unterbrochen: Runnel wurde beendet, während sie geschrieben wurde. Was angekommen war, steht oben.",

  wereCutOff: ({ count }) =>
    plural(count, {
      one: "Eine Antwort wurde abgeschnitten, als Runnel beendet wurde",
      other: `${number(count)} Antworten wurden abgeschnitten, als Runnel beendet wurde`,
    }),
  othersWereCutOff: ({ count }) =>
    plural(count, {
      one: "Noch eine Antwort wurde abgeschnitten, als Runnel beendet wurde",
      other: `${number(count)} weitere Antworten wurden abgeschnitten, als Runnel beendet wurde`,
    }),
  nothingByItself: "Was angekommen war, ist noch da. Nichts geht von selbst weiter.",
  show: "Zeigen",
  notNow: "Nicht jetzt",
  showMore: ({ count }) => `${number(count)} weitere zeigen`,
  untitled: "Ein Chat ohne Titel",
  openTitle: ({ title }) => `${title} öffnen`,
};
