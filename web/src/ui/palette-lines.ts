/** What the palette offers, and which of it fits what was typed, the best first. */
import { fuzzy } from "../domain/fuzzy";
import { actions } from "../words/actions";
import { setup } from "../words/setup";
import { ACTIONS, keysOf } from "./actions";
import { act } from "./acts";
import { titleOf } from "./chat-row";
import { chordLabel } from "./chords";
import type { App } from "./context";
import { focusComposer } from "./focus";
import type { IconName } from "./icons";
import { modelInUse, modelLabel } from "./model-picker";
import { SETTINGS } from "./settings/catalog";

const MOST = 60;
const RECENT_ACTIONS = 4;
const RECENT_CHATS = 6;

export interface Line {
  readonly key: string;
  readonly kind: "action" | "chat" | "model" | "setting";
  readonly says: string;
  readonly words: string;
  readonly icon: IconName;
  readonly hint: string;
  readonly does: () => void;
}

export interface Shown {
  readonly line: Line;
  readonly places: readonly number[];
  readonly group: string;
}

/** What is likelier meant when both fit equally well. */
const WEIGHTS: Readonly<Record<Line["kind"], number>> = { action: 4, setting: 2, chat: 1, model: 0 };

/** Settings that only lead to what an action does. */
const ARE_ACTIONS: ReadonlySet<string> = new Set([
  "exportAll",
  "importAll",
  "bin",
  "shortcuts",
  "providers",
  "byKeyboard",
  "news",
]);

export function linesOf(app: App, chats: readonly { id: string; title: string }[]): readonly Line[] {
  const { store, commands } = app;
  const { open, settings, models } = store.now();
  const current = modelInUse(store.now());
  const chosen = settings?.shortcuts ?? {};
  const actionLines = ACTIONS.filter((action) => !action.keyOnly && (!action.inChat || open !== null)).map(
    (action): Line => ({
      key: action.id,
      kind: "action",
      says: actions().says[action.id],
      words: actions().also[action.id] ?? "",
      icon: action.icon,
      hint: chordHint(keysOf(action, chosen)[0]),
      does: () => act(app, action.id),
    }),
  );
  const settingLines = SETTINGS.filter(({ id }) => !ARE_ACTIONS.has(id)).map(
    ({ id, section }): Line => ({
      key: `setting ${id}`,
      kind: "setting",
      says: setup().titles[id],
      words: setup().also[id] ?? "",
      icon: "sliders",
      hint: setup().sections[section],
      does: () => commands.show({ kind: "settings", section, setting: id }),
    }),
  );
  const chatLines = chats.map(
    (chat): Line => ({
      key: `chat ${chat.id}`,
      kind: "chat",
      says: titleOf(chat),
      words: "",
      icon: "message",
      hint: chat.id === open?.id ? actions().onScreen : "",
      does: () => commands.open(chat.id),
    }),
  );
  const modelLines = (models.value?.models ?? []).map(
    (model): Line => ({
      key: `model ${model.id}`,
      kind: "model",
      says: modelLabel(model.id),
      words: `${model.provider} ${actions().useModel}`,
      icon: "thought",
      hint: model.id === current ? actions().inUse : model.provider,
      does: () => {
        void commands.chooseModel(model.id);
        commands.usedModel(model.id);
        focusComposer();
      },
    }),
  );
  return [...actionLines, ...chatLines, ...settingLines, ...modelLines];
}

function chordHint(chord: string | undefined): string {
  return chord === undefined ? "" : chordLabel(chord);
}

/** `recent`: the last actions from here, the newest first; a chat's own are not there without one. */
export function shownOf(lines: readonly Line[], query: string, recent: readonly string[]): readonly Shown[] {
  if (query === "") {
    const all = lines.filter((line) => line.kind === "action");
    const last = recent.filter((id) => all.some(({ key }) => key === id)).slice(0, RECENT_ACTIONS);
    const plain = (group: string) => (line: Line) => ({ line, places: [], group });
    return [
      ...last.flatMap((id) => all.filter(({ key }) => key === id)).map(plain(actions().lastUsed)),
      ...lines
        .filter(({ kind }) => kind === "chat")
        .slice(0, RECENT_CHATS)
        .map(plain(actions().lastChats)),
      ...all.filter(({ key }) => !last.includes(key)).map(plain(actions().actions)),
    ];
  }
  return lines
    .flatMap((line) => {
      const named = fuzzy(query, line.says);
      const worded = named === null && line.words !== "" ? fuzzy(query, `${line.says} ${line.words}`) : null;
      if (named === null && worded === null) return [];
      const score = (named?.score ?? (worded?.score ?? 0) / 2) + WEIGHTS[line.kind];
      return [{ line, places: named?.places ?? [], group: actions().found, score }];
    })
    .sort((one, other) => other.score - one.score)
    .slice(0, MOST);
}

/** Neighbours of one group, and where the first of them stands among all. */
export function groupsOf(shown: readonly Shown[]): { group: string; from: number; part: readonly Shown[] }[] {
  const groups: { group: string; from: number; part: Shown[] }[] = [];
  shown.forEach((one, from) => {
    const last = groups[groups.length - 1];
    if (last?.group === one.group) last.part.push(one);
    else groups.push({ group: one.group, from, part: [one] });
  });
  return groups;
}
