/** An answer once more, step by step. */
import { words } from "./language";
import { number } from "./numbers";

const english = {
  title: "Replay of the answer",
  replay: "Replay",
  stepOf: ({ at, of }: { at: number; of: number }) => `Step ${number(at)} of ${number(of)}`,
  stepOfMore: ({ at, of }: { at: number; of: number }) => `Step ${number(at)} of ${number(of)} or more`,
  before: "Before the answer.",
  loading: "Loading the answer…",
  controls: "Controls",
  back: "Step back",
  on: "Step on",
  pause: "Pause",
  play: "Play",
  withKey: ({ name, key }: { name: string; key: string }) => `${name} (${key})`,
  place: "Place in the answer",
  speed: "Speed",
  long: "This is a long run. More of it is loaded as you get there.",
  atThisPlace: "The answer at this place",
  marks: {
    started: "The work begins.",
    text: "Text was written.",
    thought: "It was thought about.",
    plan: "The plan was changed.",
    asked: "You were asked.",
    resumed: "The work goes on.",
    ended: "The work has ended.",
    failed: "It ended with a problem.",
  },
  called: ({ tool }: { tool: string }) => `An action is asked for: ${tool}.`,
  returned: ({ tool }: { tool: string }) => `An action has ended: ${tool}.`,
};

export type ReplayingWords = typeof english;
export const replaying = words("replaying", english);
