import { number } from "../numbers";
import type { ReplayingWords } from "../replaying";

export const replaying: ReplayingWords = {
  title: "Wiedergabe der Antwort",
  replay: "Wiedergabe",
  stepOf: ({ at, of }) => `Schritt ${number(at)} von ${number(of)}`,
  stepOfMore: ({ at, of }) => `Schritt ${number(at)} von ${number(of)} oder mehr`,
  before: "Vor der Antwort.",
  loading: "Die Antwort wird geladen …",
  controls: "Bedienung",
  back: "Schritt zurück",
  on: "Schritt weiter",
  pause: "Anhalten",
  play: "Abspielen",
  withKey: ({ name, key }) => `${name} (${key})`,
  place: "Stelle in der Antwort",
  speed: "Tempo",
  long: "Das ist ein langer Lauf. Mehr davon wird geladen, wenn du dort ankommst.",
  atThisPlace: "Die Antwort an dieser Stelle",
  marks: {
    started: "Die Arbeit beginnt.",
    text: "Text wurde geschrieben.",
    thought: "Es wurde nachgedacht.",
    plan: "Der Plan wurde geändert.",
    asked: "Du wurdest gefragt.",
    resumed: "Die Arbeit geht weiter.",
    ended: "Die Arbeit ist zu Ende.",
    failed: "Sie endete mit einem Problem.",
  },
  called: ({ tool }) => `Um eine Aktion wird gebeten: ${tool}.`,
  returned: ({ tool }) => `Eine Aktion ist zu Ende: ${tool}.`,
};
