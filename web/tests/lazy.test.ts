// @vitest-environment happy-dom
/** A part that is loaded late is shown, whenever it comes. */
import { createElement, render } from "preact";
import { afterEach, expect, test, vi } from "vitest";
import { AppContext } from "../src/ui/context";
import { lazy, loadParts } from "../src/ui/lazy";
import { world } from "./world";

afterEach(() => {
  vi.useRealTimers();
  document.body.replaceChildren();
});

const Card = () => createElement("p", null, "Allow this?");

function drawn(load: () => Promise<typeof Card>): () => void {
  const Later = lazy(load);
  const { store, commands } = world();
  return () =>
    render(
      createElement(AppContext.Provider, { value: { store, commands } }, createElement(Later, {})),
      document.body,
    );
}

test("a part that comes between its first drawing and what follows that is shown", async () => {
  let come: (card: typeof Card) => void = () => {};
  const draw = drawn(() => new Promise((done) => (come = done)));
  loadParts();
  draw();
  come(Card); // before the effects of that drawing, which come with the next frame
  await vi.waitFor(() => expect(document.body.textContent).toBe("Allow this?"));
});

test("a part that could not be loaded is tried again while it is wanted", async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  let tries = 0;
  drawn(async () => {
    tries += 1;
    if (tries < 3) throw new Error("no answer");
    return Card;
  })();
  await vi.waitFor(() => expect(tries).toBe(1));
  await vi.advanceTimersByTimeAsync(5_000);
  await vi.waitFor(() => expect(document.body.textContent).toBe("Allow this?"));
  expect(tries).toBe(3);
});
