/** What actions are called: while they go on, when they are done, and otherwise; and what they are about. */
import type { Answered, ToolCall } from "../domain/conversation";
import type { Looks } from "../domain/timeline";
import { argumentsOf, type Reply, type ToolState, toolState } from "../domain/view";
import { acting } from "../words/acting";
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

/** By the tool's name: its sign, and the argument that says most. */
const TOOLS: Readonly<Record<string, Pick<Words, "icon" | "shows">>> = {
  list_folder: { icon: "folder", shows: "path" },
  find_files: { icon: "search", shows: "pattern" },
  read_file: { icon: "file", shows: "path" },
  search_text: { icon: "search", shows: "text" },
  write_file: { icon: "pencil", shows: "path" },
  edit_file: { icon: "pencil", shows: "path" },
  move_file: { icon: "file", shows: "path" },
  delete_file: { icon: "trash", shows: "path" },
  run_command: { icon: "terminal", shows: "command" },
  update_plan: { icon: "list", shows: "" },
  ask_user: { icon: "question", shows: "question" },
  undo_changes: { icon: "undo", shows: "" },
  set_up_models: { icon: "server", shows: "" },
  web_fetch: { icon: "globe", shows: "url" },
  web_search: { icon: "globe", shows: "query" },
  run_python: { icon: "terminal", shows: "code" },
  job_output: { icon: "terminal", shows: "job" },
  stop_job: { icon: "stop", shows: "job" },
  delegate: { icon: "person", shows: "task" },
  load_skill: { icon: "list", shows: "name" },
};

const ICONS: Readonly<Record<ToolState, IconName | null>> = {
  writing: null,
  running: null,
  asking: "question",
  done: "check",
  planned: "list",
  failed: "warning",
  denied: "shield",
  stopped: "stop",
  "not-run": "stop",
  unknown: "question",
};

export function standingOf(state: ToolState): { readonly says: string; readonly icon: IconName | null } {
  return { says: acting().states[state], icon: ICONS[state] };
}

export function wordsOf(name: string): Words {
  const said: Readonly<Record<string, Pick<Words, "doing" | "done" | "name">>> = acting().tools;
  if (Object.hasOwn(TOOLS, name) && Object.hasOwn(said, name))
    return { ...TOOLS[name], ...said[name] } as Words; // both have it
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
  return [verbOf(call, state), subjectOf(call), state === "done" ? "" : `(${acting().states[state]})`]
    .filter(Boolean)
    .join(" ");
}

const LOOKED: { readonly [K in keyof Looks["counts"]]: (count: number) => string } = {
  read: (count) => acting().readFiles({ count }),
  search: (count) => acting().searchedTimes({ count }),
  list: (count) => acting().lookedInto({ count }),
  plan: () => acting().updatedPlan,
  step: (count) => acting().plannedSteps({ count }),
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
