/** The address of a chat, as somebody may have written it. */
import { expect, test } from "vitest";
import { Store } from "../src/state/store";
import { chatHash, chatOf, followAddress } from "../src/ui/address";

test("an address names its chat, and a broken one names none", () => {
  expect(chatOf(chatHash("a b/%"))).toBe("a b/%");
  for (const hash of ["", "#", "#chat=", "#chat=%", "#chat=%E0%A4%A", "#other=a"])
    expect(chatOf(hash)).toBeNull();
});

/** A browser's window: its address, its history, and a person who goes back in it. */
class Place {
  entries: string[];
  at = 0;
  readonly #heard: (() => void)[] = [];
  constructor(hash: string) {
    this.entries = [hash];
  }
  readonly location = ((place: Place) => ({
    pathname: "/",
    get hash(): string {
      return place.entries[place.at] ?? "";
    },
  }))(this);
  readonly history = {
    pushState: (_data: unknown, _unused: string, url: string): void => {
      this.entries = [...this.entries.slice(0, this.at + 1), url === "/" ? "" : url];
      this.at += 1;
    },
    replaceState: (_data: unknown, _unused: string, url: string): void => {
      this.entries[this.at] = url === "/" ? "" : url;
    },
  };
  addEventListener(_type: string, act: () => void): void {
    this.#heard.push(act);
  }
  /** Back, forward, or an address that was typed. */
  go(to: number | string): void {
    if (typeof to === "number") this.at += to;
    else this.history.pushState(null, "", to);
    for (const act of this.#heard) act();
  }
}

function opened(hash: string) {
  const [place, store] = [new Place(hash), new Store()];
  const asked: (string | null)[] = [];
  followAddress(place, store, {
    fetchDraft: async () => {},
    open: (id) => {
      asked.push(id);
      store.dispatch({ type: "conversation opened", id });
    },
    newChat: () => {
      asked.push(null);
      store.dispatch({ type: "new chat opened" });
    },
  });
  return { place, store, asked, shown: () => store.now().open?.id ?? null };
}

test("a window that is loaded again comes back to its chat, and one with a broken address to none", () => {
  expect(opened("#chat=a").shown()).toBe("a");
  const broken = opened("#chat=%E0%A4%A");
  expect(broken.shown()).toBeNull();
  expect(broken.place.entries).toEqual([""]);
});

test("going back opens the chat before, and going forward the later one", () => {
  const { place, store, shown, asked } = opened("");
  store.dispatch({ type: "conversation opened", id: "a" });
  store.dispatch({ type: "conversation opened", id: "b" });
  expect(place.entries).toEqual(["", "#chat=a", "#chat=b"]);
  place.go(-1);
  expect(shown()).toBe("a");
  place.go(-1);
  expect(shown()).toBeNull();
  place.go(2);
  expect(shown()).toBe("b");
  expect(place.entries).toEqual(["", "#chat=a", "#chat=b"]); // following it makes no new entries
  expect(asked).toEqual(["a", null, "b"]); // each once, although two events tell of it
});

test("an address that is changed by hand is followed", () => {
  const { place, shown } = opened("#chat=a");
  place.go("#chat=c");
  expect(shown()).toBe("c");
});
