// @vitest-environment happy-dom
/** Formulas that were there before what sets them: this file alone begins without it. */
import { expect, test, vi } from "vitest";
import { formula } from "../src/text/math";
import { patch } from "../src/text/patch";

vi.mock("../src/text/typeset", () => ({
  typeset: () => document.createElementNS("http://www.w3.org/1998/Math/MathML", "math"), // Temml asks for a real page
}));

test("a formula that took the place of something else before Temml came is set when it comes", async () => {
  const root = document.createElement("p");
  root.innerHTML = "<span>not a formula</span>";
  const standing = patch(root.firstChild as Node, formula("x^2", false, "$x^2$"));
  expect(root.textContent).toBe("$x^2$");
  await vi.waitFor(() => expect(root.querySelector("math")).not.toBeNull(), { timeout: 10_000 });
  expect(root.firstChild).toBe(standing);

  patch(standing, formula("y^2", false, "$y^2$"));
  expect(root.querySelectorAll("math")).toHaveLength(1);
  expect(root.firstElementChild?.getAttribute("data-tex")).toBe("y^2");
});
