/** What goes on in a long run: a summary is taken back, a command in the background is read and stopped. */
import type { JobOutput } from "../../wire/shapes";
import type { Desk, Done } from "./desk";

export function working(desk: Desk) {
  const { server } = desk;
  return {
    undoSummary: (conversation: string, summary: string): Promise<Done> =>
      desk.done(() => server.undoSummary(conversation, summary)),

    jobOutput: (conversation: string, job: string, after: number): Promise<JobOutput> =>
      desk.guarded(() => server.jobOutput(conversation, job, after)),

    stopJob: (conversation: string, job: string): Promise<Done> =>
      desk.done(() => server.stopJob(conversation, job)),

    wholeResult: async (run: string, call: string): Promise<string> =>
      (await desk.guarded(() => server.wholeResult(run, call))).text,
  };
}
