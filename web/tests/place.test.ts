// @vitest-environment happy-dom
import { expect, test } from "vitest";
import { place, placed } from "../src/text/place";

test("thousands of children stand in their order, and no container has more than a hundred", () => {
  const list = document.createElement("ul");
  const items = Array.from({ length: 5_000 }, () => document.createElement("li"));
  for (const item of items) place(list, item);
  expect(placed(list)).toEqual(items);
  const most = Math.max(
    list.childElementCount,
    ...Array.from(list.querySelectorAll(".run"), (run) => run.childElementCount),
  );
  expect(most).toBeLessThanOrEqual(100);
});

test("a wide table's bodies are short, a narrow one's are long", () => {
  const rowsIn = (columns: number): number => {
    const table = document.createElement("table");
    for (let number = 0; number < 200; number++) {
      const row = document.createElement("tr");
      for (let cell = 0; cell < columns; cell++) row.append(document.createElement("td"));
      place(table, row);
    }
    expect(placed(table).length).toBe(199);
    return table.querySelector("tbody")?.childElementCount ?? 0;
  };
  expect(rowsIn(3)).toBe(64);
  expect(rowsIn(100)).toBe(6);
});
