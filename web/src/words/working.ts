/** What goes on in a long run: summaries in the place of what came before, commands in the background, helpers, folders. */
import { words } from "./language";
import { number, plural } from "./numbers";

const english = {
  summedUp: "Everything before was summed up",
  summedUpUndone: "A summary was undone",
  summaryWhy:
    "All of it did not fit what the model can read at once, so from here on the model is sent this summary in its place. Nothing was removed from the chat.",
  summaryUndone:
    "The model is sent everything again, from the next request on. Where that does not fit, it is summed up anew.",
  summary: "Summary",
  sendWhole: "Send everything again",
  undone: "undone",

  wholeResult: ({ count }: { count: number }) => `Show all ${number(count)} characters`,
  cutForModel: "The model was sent the beginning. All of it was kept.",

  inBackground: ({ count }: { count: number }) =>
    plural(count, {
      one: "1 command in the background",
      other: `${number(count)} commands in the background`,
    }),
  jobs: "Commands in the background",
  jobRuns: "runs",
  jobEnded: ({ status }: { status: number }) => (status === 0 ? "done" : `exit status ${status}`),
  jobStopped: "stopped",
  jobEndedWithApp: "ended with the app",
  jobOutput: ({ command }: { command: string }) => `Output of ${command}`,
  noOutput: "It has written nothing yet.",
  nothingWritten: "It wrote nothing.",
  outputGone: "What it wrote is not kept any more.",
  stop: "Stop",
  stopJob: ({ command }: { command: string }) => `Stop ${command}`,
  jobOf: "This command in the background",

  helperSteps: "What the helper did",
  helperStepCount: ({ count }: { count: number }) =>
    plural(count, { one: "1 action", other: `${number(count)} actions` }),

  further: "Also open in this chat",
  furtherLead: "Answers may work in these folders too. Changes and commands are asked for in the same way.",
  addFolder: "Open this one as well",
  closeFolder: ({ path }: { path: string }) => `Close ${path}`,
  added: ({ path }: { path: string }) => `${path} is open in this chat.`,
};

export type WorkingWords = typeof english;
export const working = words("working", english);
