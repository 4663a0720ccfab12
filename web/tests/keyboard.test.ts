// @vitest-environment happy-dom
/** Keys, actions, and finding an action by a few letters. */
import { describe, expect, test } from "vitest";
import { fuzzy } from "../src/domain/fuzzy";
import { ACTIONS, actionFor, conflictOf, FIXED, keysOf } from "../src/ui/actions";
import { chordForAria, chordLabel, chordOf, isUsable } from "../src/ui/chords";
import { actions } from "../src/words/actions";

const press = (key: string, init: KeyboardEventInit = {}): KeyboardEvent =>
  new KeyboardEvent("keydown", { key, ...init });

describe("chords", () => {
  test("say what was pressed, in one order of the modifiers", () => {
    expect(chordOf(press("f", { ctrlKey: true, shiftKey: true }), false)).toBe("Mod+Shift+F");
    expect(chordOf(press("F", { metaKey: true, shiftKey: true }), true)).toBe("Mod+Shift+F");
    expect(chordOf(press("f", { ctrlKey: true }), true)).toBe("Ctrl+F");
    expect(chordOf(press("?", { shiftKey: true }), false)).toBe("?");
    expect(chordOf(press("+", { ctrlKey: true, shiftKey: true }), false)).toBe("Mod++");
    expect(chordOf(press("F6"), false)).toBe("F6");
  });

  test("are none for AltGr, a modifier alone, the system's key, and what an input method uses", () => {
    expect(chordOf(press("k", { ctrlKey: true, altKey: true }), false)).toBeNull();
    expect(chordOf(press("Control", { ctrlKey: true }), false)).toBeNull();
    expect(chordOf(press("k", { metaKey: true }), false)).toBeNull();
    expect(chordOf(press("k", { ctrlKey: true, isComposing: true }), false)).toBeNull();
    expect(chordOf(press("k", { ctrlKey: true, keyCode: 229 }), false)).toBeNull();
  });

  test("take a letter by its place where the keyboard types another alphabet", () => {
    expect(chordOf(press("л", { code: "KeyK", ctrlKey: true }), false)).toBe("Mod+K");
    expect(chordOf(press("ƒ", { code: "KeyF", altKey: true }), true)).toBe("Alt+F");
  });

  test("are written as on this system's keys", () => {
    expect(chordLabel("Mod+Shift+F", false)).toBe("Ctrl+Shift+F");
    expect(chordLabel("Mod+Shift+F", true)).toBe("⌘⇧F");
    expect(chordLabel("Mod++", false)).toBe("Ctrl++");
    expect(chordLabel("Shift+Escape", false)).toBe("Shift+Esc");
    expect(chordForAria("Mod+K", true)).toBe("Meta+K");
  });

  test("that are text, or end things, cannot be given to an action", () => {
    expect(["K", "?", "Shift+K", "Escape", "Tab", "Enter"].filter(isUsable)).toEqual([]);
    expect(["Mod+K", "Alt+ArrowUp", "F9", "Shift+F9"].filter((chord) => !isUsable(chord))).toEqual([]);
  });
});

describe("actions", () => {
  test("share no keys with one another, nor with what stays as it is", () => {
    const all = [...ACTIONS.flatMap(({ keys = [] }) => keys), ...FIXED.flatMap(({ keys }) => keys)];
    expect(all.filter((chord, at) => all.indexOf(chord) !== at)).toEqual([]);
  });

  test("have names of their own", () => {
    const names = ACTIONS.map(({ id }) => actions().says[id]);
    expect(new Set(names).size).toBe(names.length);
  });

  test("follow the keys that a person chose, and lose keys that were taken away", () => {
    const chosen = { newChat: "Mod+J", settings: "" };
    expect(actionFor("Mod+J", chosen)?.id).toBe("newChat");
    expect(actionFor("Mod+N", chosen)).toBeNull();
    expect(actionFor("Mod+,", chosen)).toBeNull();
    expect(actionFor("Mod+K", chosen)?.id).toBe("palette");
  });

  test("whose keys are taken say by what; the person's choice goes first until that is settled", () => {
    expect(conflictOf("Mod+F", "newChat", {})?.id).toBe("findInChat");
    expect(conflictOf("Mod+N", "newChat", {})).toBeNull();
    expect(actionFor("Mod+F", { newChat: "Mod+F" })?.id).toBe("newChat");
    expect(keysOf({ id: "newChat", keys: ["Mod+N"] }, {})).toEqual(["Mod+N"]);
  });
});

describe("a few letters", () => {
  const best = (query: string, ...texts: string[]): string | undefined =>
    texts
      .map((text) => ({ text, match: fuzzy(query, text) }))
      .filter(({ match }) => match !== null)
      .sort((one, other) => (other.match?.score ?? 0) - (one.match?.score ?? 0))[0]?.text;

  test("find words before parts of words, and initials", () => {
    expect(best("chat", "Archive chatter", "New chat")).toBe("New chat");
    expect(best("nc", "Announcements", "New chat")).toBe("New chat");
    expect(best("set pro", "Settings", "Settings: Models and providers")).toBe(
      "Settings: Models and providers",
    );
    expect(fuzzy("xyz", "New chat")).toBeNull();
  });

  test("do not mind accents and case, and mark what matched", () => {
    expect(fuzzy("cafe", "Le Café")?.places).toEqual([3, 4, 5, 6]);
    expect(fuzzy("", "anything")?.places).toEqual([]);
  });
});
