/** What actions are called: while they go on, when they are done, and otherwise; and what they are about. */
import type { Answered, ToolCall } from "../domain/conversation";
import type { Looks } from "../domain/timeline";
import { argumentsOf, type Reply, type ToolState, toolState } from "../domain/view";
import type { IconName } from "./icons";

export interface Words {
  readonly icon: IconName;
  readonly doing: string;
  readonly done: string;
  /** For what did not come to a good end. */
  readonly name: string;
  /** The argument that says most; null is the first that is text. */
  readonly shows: string | null;
}

const TOOLS: Readonly<Record<string, Words>> = {
  list_folder: { icon: "folder", doing: "Listing", done: "Listed", name: "List", shows: "path" },
  find_files: {
    icon: "search",
    doing: "Finding files",
    done: "Found files",
    name: "Find files",
    shows: "pattern",
  },
  read_file: { icon: "file", doing: "Reading", done: "Read", name: "Read", shows: "path" },
  search_text: {
    icon: "search",
    doing: "Searching for",
    done: "Searched for",
    name: "Search for",
    shows: "text",
  },
  write_file: { icon: "pencil", doing: "Writing", done: "Wrote", name: "Write", shows: "path" },
  edit_file: { icon: "pencil", doing: "Editing", done: "Edited", name: "Edit", shows: "path" },
  move_file: { icon: "file", doing: "Moving", done: "Moved", name: "Move", shows: "path" },
  delete_file: { icon: "trash", doing: "Deleting", done: "Deleted", name: "Delete", shows: "path" },
  run_command: { icon: "terminal", doing: "Running", done: "Ran", name: "Run", shows: "command" },
  update_plan: {
    icon: "list",
    doing: "Updating the plan",
    done: "Updated the plan",
    name: "Update the plan",
    shows: "",
  },
  ask_user: { icon: "question", doing: "Asking", done: "Asked", name: "Ask", shows: "question" },
  undo_changes: {
    icon: "undo",
    doing: "Undoing changes",
    done: "Undid changes",
    name: "Undo changes",
    shows: "",
  },
  set_up_models: {
    icon: "server",
    doing: "Looking for models",
    done: "Looked for models",
    name: "Look for models",
    shows: "",
  },
};

export const STATES: Readonly<Record<ToolState, { readonly says: string; readonly icon: IconName | null }>> =
  {
    writing: { says: "preparing", icon: null },
    running: { says: "running", icon: null },
    asking: { says: "asks", icon: "question" },
    done: { says: "done", icon: "check" },
    failed: { says: "failed", icon: "warning" },
    denied: { says: "not allowed", icon: "shield" },
    stopped: { says: "stopped", icon: "stop" },
    "not-run": { says: "not run", icon: "stop" },
    unknown: { says: "outcome unknown", icon: "question" },
  };

export function wordsOf(name: string): Words {
  if (Object.hasOwn(TOOLS, name)) return TOOLS[name] as Words;
  const plain = name.replaceAll("_", " ");
  return { icon: "tool", doing: plain, done: plain, name: plain, shows: null };
}

/** What the action is done to, on one line; empty where it has no such thing. */
export function subjectOf(call: ToolCall): string {
  const values = argumentsOf(call);
  const { shows } = wordsOf(call.function.name);
  if (values === null || shows === "") return "";
  if (call.function.name === "list_folder" && values.path === undefined) return "."; // as the tool has it
  const value = shows === null ? Object.values(values).find((one) => typeof one === "string") : values[shows];
  return value === undefined || value === null ? "" : oneLine(String(value));
}

export function verbOf(call: ToolCall, state: ToolState): string {
  const words = wordsOf(call.function.name);
  if (state === "done") return words.done;
  return state === "writing" || state === "running" ? words.doing : words.name;
}

/** One line without controls, for paper. */
export function toolLine(call: ToolCall, message: Answered, reply: Reply): string {
  const state = toolState(call, message, reply);
  return [verbOf(call, state), subjectOf(call), state === "done" ? "" : `(${STATES[state].says})`]
    .filter(Boolean)
    .join(" ");
}

const LOOKED: { readonly [K in keyof Looks["counts"]]: (times: number) => string } = {
  read: (files) => (files === 1 ? "read 1 file" : `read ${files} files`),
  search: (times) => (times === 1 ? "searched once" : `searched ${times} times`),
  list: (folders) => (folders === 1 ? "looked into 1 folder" : `looked into ${folders} folders`),
  plan: () => "updated the plan",
};

/** “Read 4 files, searched 2 times”. */
export function looksText(counts: Looks["counts"]): string {
  const parts = (Object.keys(LOOKED) as (keyof Looks["counts"])[])
    .filter((look) => counts[look] > 0)
    .map((look) => LOOKED[look](counts[look]));
  const text = parts.join(", ");
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}

function oneLine(text: string): string {
  const line = text.split("\n", 1)[0] ?? "";
  const cut = line.length > 160 ? `${line.slice(0, 160)}…` : line;
  return cut.length < text.length && !cut.endsWith("…") ? `${cut} …` : cut;
}
