// @vitest-environment happy-dom
/** Following the end of a chat, as a person scrolls, selects and types. */
import { beforeEach, expect, test } from "vitest";
import { Stick } from "../src/ui/stick";

/** A scroller of 500 px over content of a height that the test sets. */
class Box {
  readonly element = document.createElement("div");
  readonly said: boolean[] = [];
  height = 2_000;
  top = 1_500;
  readonly stick: Stick;

  constructor(isEnd = () => true) {
    document.body.append(this.element);
    Object.defineProperties(this.element, {
      scrollHeight: { get: () => this.height },
      clientHeight: { get: () => 500 },
      scrollTop: { get: () => this.top },
    });
    this.stick = new Stick(this.element, isEnd, (follows) => this.said.push(follows));
    this.stick.note();
  }

  scrollTo(top: number): void {
    this.top = top;
    this.stick.scrolled();
  }
}

beforeEach(() => document.body.replaceChildren());

test("a look upward lets go, and reaching the end takes hold again", () => {
  const box = new Box();
  box.scrollTo(1_400);
  expect(box.stick.follows).toBe(false);
  box.scrollTo(1_410);
  expect(box.stick.follows).toBe(false);
  box.scrollTo(1_460);
  expect(box.said).toEqual([false, true]);
});

test("content that shrinks, or that the program scrolled, is nobody's look upward", () => {
  const box = new Box();
  box.height = 1_900;
  box.scrollTo(1_400);
  expect(box.stick.follows).toBe(true);
  box.top = 700;
  box.stick.note();
  box.scrollTo(700);
  expect(box.stick.follows).toBe(true);
});

test("the end of what is in the page is not the end of the chat", () => {
  const box = new Box(() => false);
  box.scrollTo(1_000);
  box.scrollTo(1_500);
  expect(box.stick.follows).toBe(false);
});

test("wheel, keys and touch let go at once, before anything has moved", () => {
  for (const event of [
    new WheelEvent("wheel", { deltaY: -1 }),
    new KeyboardEvent("keydown", { key: "PageUp" }),
    new KeyboardEvent("keydown", { key: " ", shiftKey: true }),
  ]) {
    const box = new Box();
    box.element.dispatchEvent(event);
    expect(box.stick.follows, event.type).toBe(false);
  }
  for (const event of [
    new WheelEvent("wheel", { deltaY: 1 }),
    Object.defineProperty(new WheelEvent("wheel", { deltaY: -1 }), "ctrlKey", { value: true }), // that is zoom
    new KeyboardEvent("keydown", { key: "PageDown" }),
  ]) {
    const box = new Box();
    box.element.dispatchEvent(event);
    expect(box.stick.follows, event.type).toBe(true);
  }
});

test("a chat that fits into the view has nothing above to look at", () => {
  const box = new Box();
  box.height = 500;
  box.element.dispatchEvent(new WheelEvent("wheel", { deltaY: -1 }));
  expect(box.stick.follows).toBe(true);
});

test("text that is being selected does not move away", () => {
  const box = new Box();
  box.element.textContent = "some words";
  box.element.dispatchEvent(new Event("pointerdown"));
  document.getSelection()?.selectAllChildren(box.element);
  document.dispatchEvent(new Event("selectionchange"));
  expect(box.stick.follows).toBe(false);
});
