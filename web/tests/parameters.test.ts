/** How a model is to answer, as a person types it. */
import { expect, test } from "vitest";
import { fieldsOf, parametersFrom } from "../src/domain/parameters";

const empty = fieldsOf({});

test("empty fields set nothing, and what is set comes back as it was", () => {
  expect(parametersFrom(empty)).toEqual({});
  const all = { temperature: 0.3, topP: 0.9, maxTokens: 4096, thinking: "low" } as const;
  expect(parametersFrom(fieldsOf(all))).toEqual(all);
});

test("numbers may be written as people write them", () => {
  expect(parametersFrom({ ...empty, temperature: " 0,7 " })).toEqual({ temperature: 0.7 });
  expect(parametersFrom({ ...empty, maxTokens: "4,096" })).toEqual({ maxTokens: 4096 });
  expect(parametersFrom({ ...empty, maxTokens: "4.096" })).toEqual({ maxTokens: 4096 });
  expect(parametersFrom({ ...empty, maxTokens: "1 000 000" })).toEqual({ maxTokens: 1_000_000 });
});

test("what says nothing is said", () => {
  for (const temperature of ["warm", "2.1", "-1", "NaN", "Infinity"])
    expect(parametersFrom({ ...empty, temperature })).toBe("The temperature is a number from 0 to 2.");
  expect(parametersFrom({ ...empty, topP: "1.5" })).toBe("Top P is a number from 0 to 1.");
  for (const maxTokens of ["0", "1.5", "many"])
    expect(parametersFrom({ ...empty, maxTokens })).toBe(
      "The longest answer is a whole number of tokens, 1 or more.",
    );
});
