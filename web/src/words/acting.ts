/** What an answer does beside writing: its actions, what it asks, its plan, what it did to files. */
import { words } from "./language";
import { number, plural } from "./numbers";

const english = {
  /** By the tool's name: while it goes on, when it is done, and for what did not come to a good end. */
  tools: {
    list_folder: { doing: "Listing", done: "Listed", name: "List" },
    find_files: { doing: "Finding files", done: "Found files", name: "Find files" },
    read_file: { doing: "Reading", done: "Read", name: "Read" },
    search_text: { doing: "Searching for", done: "Searched for", name: "Search for" },
    write_file: { doing: "Writing", done: "Wrote", name: "Write" },
    edit_file: { doing: "Editing", done: "Edited", name: "Edit" },
    move_file: { doing: "Moving", done: "Moved", name: "Move" },
    delete_file: { doing: "Deleting", done: "Deleted", name: "Delete" },
    run_command: { doing: "Running", done: "Ran", name: "Run" },
    update_plan: { doing: "Updating the plan", done: "Updated the plan", name: "Update the plan" },
    ask_user: { doing: "Asking", done: "Asked", name: "Ask" },
    undo_changes: { doing: "Undoing changes", done: "Undid changes", name: "Undo changes" },
    set_up_models: { doing: "Looking for models", done: "Looked for models", name: "Look for models" },
  },
  states: {
    writing: "preparing",
    running: "running",
    asking: "asks",
    done: "done",
    planned: "in the plan",
    failed: "failed",
    denied: "not allowed",
    stopped: "stopped",
    "not-run": "not run",
    unknown: "outcome unknown",
  },
  readFiles: ({ count }: { count: number }) =>
    plural(count, { one: "read 1 file", other: `read ${number(count)} files` }),
  searchedTimes: ({ count }: { count: number }) =>
    plural(count, { one: "searched once", other: `searched ${number(count)} times` }),
  lookedInto: ({ count }: { count: number }) =>
    plural(count, { one: "looked into 1 folder", other: `looked into ${number(count)} folders` }),
  updatedPlan: "updated the plan",
  plannedSteps: ({ count }: { count: number }) =>
    plural(count, { one: "put 1 step into the plan", other: `put ${number(count)} steps into the plan` }),
  whatWasDone: "What was done",
  exitStatus: ({ status }: { status: number }) => `exit status ${status}`,
  notRun: "This was cut off before it could run.",
  changes: "Changes",
  outputOf: ({ what }: { what: string }) => `Output of ${what}`,
  unknown: "Outcome unknown",
  unknownWhy:
    "Runnel ended while this was running, so nobody saw how it ended. It was not repeated, and it is not repeated by itself.",
  unknownAdvice: "It may have had its effect, a part of it, or none. Look before you ask for it again.",
  adviceCommand:
    "The command may have run to its end, in part, or not at all. Look at what it should have changed before you let it run again.",
  adviceWritten:
    "The file has either its old content or the new one, never a mix of both. Read it to see which.",
  adviceMoved: "Look in both places before you ask for it again.",
  adviceDeleted: "Look whether it is still there before you ask for it again.",
  begunOn: ({ when }: { when: string }) => `It was begun on ${when}.`,
  writtenUntil: "What it had written until then",
  args: "Arguments",
  problem: "Problem",
  result: "Result",
  nothingReturned: "Nothing was returned.",
  tooLong: "It was too long to be kept whole. The beginning and the end are there.",
  fromOutside: "from outside",
  cameFrom: ({ source }: { source: string }) => `This came from ${source}, which nobody vouches for.`,
  copyName: ({ name }: { name: string }) => `Copy: ${name}`,

  approvalNeeded: "Approval needed",
  needsApproval: "An action needs your approval",
  answerAgain: ({ why }: { why: string }) => `${why} You can answer again.`,
  inReplay: "You were asked this. Nothing can be answered in a replay.",
  noConnection: "No connection at the moment.",
  sendingAnswer: "Sending your answer…",
  answerOthers: "Answer the others as well.",
  runsOnce: "It runs once, only if you allow it.",
  deny: "Deny",
  allow: "Allow once",
  invisible: "It contains characters that are normally invisible. They are marked above.",
  mixed: "It mixes letters of different alphabets that look alike.",
  wouldChange: "What would be changed",
  inPlace: ({ place }: { place: string }) => `in ${place}`,
  seesVariables: ({ count }: { count: number }) =>
    plural(count, {
      one: "It sees 1 environment variable",
      other: `It sees ${number(count)} environment variables`,
    }),
  noDetails: "The details are not available.",
  exactly: "Exactly as it was asked for",
  command: "Command",
  file: "File",
  content: ({ size }: { size: string }) => `Content, ${size}`,
  lines: ({ count }: { count: number }) => plural(count, { one: "1 line", other: `${number(count)} lines` }),

  asksYou: "The assistant asks you",
  choices: "Answers to choose from",
  anotherAnswer: "Another answer",
  yourAnswer: "Your answer",
  writeAnother: "Write another answer",
  writeYours: "Write your answer",
  give: "Answer",
  goesOnKeys: ({ most }: { most: number }) =>
    `The answer goes on when you have answered. The keys 1 to ${most} choose.`,
  goesOn: "The answer goes on when you have answered.",
  goOnWithout: "Go on without an answer",

  plan: "Plan",
  planStates: { todo: "to do", doing: "in progress", done: "done" },
  progress: ({ done, of }: { done: number; of: number }) => `${number(done)} of ${number(of)} done`,
  planSteps: "Steps of the plan",
  notFinished: "not finished",

  changedFiles: ({ count }: { count: number }) =>
    plural(count, { one: "1 file was changed", other: `${number(count)} files were changed` }),
  undone: "undone",
  undoneInPart: "undone in part",
  showChanges: "Show the changes",
  changesOfFiles: "Changes of files",
  replay: "Replay",
  kinds: {
    create: "new file",
    replace: "replaced",
    edit: "edited",
    delete: "deleted",
    move: "moved",
  },
  to: "to",
  wrapLines: "Wrap long lines",
  linesOf: ({ path, says }: { path: string; says: string }) => `Lines of ${path}: ${says}`,
  showAllLines: ({ count }: { count: number }) => `Show all ${number(count)} lines`,
  notText: "This file is not text, so its content is not shown.",
  cut: "The change is longer than what is kept of it here; the counts are of all of it.",
  tooLarge: "The change is too large to be shown line by line.",
  contentStays: "Its content stays as it is.",
  newIsEmpty: "The new file is empty.",
  noLineChanged: "No line is changed.",
  blocks: { kept: "Unchanged:", added: "Added:", removed: "Removed:" },
  leftOut: "Some unchanged lines are left out.",
  noLineEnd: "No line end at the end of the file",
  addedRemoved: ({ added, removed }: { added: string; removed: string }) =>
    `${added} added, ${removed} removed`,
};

export type ActingWords = typeof english;
export const acting = words("acting", english);
