/** The address of a chat, as somebody may have written it. */
import { expect, test } from "vitest";
import { chatHash, chatOf } from "../src/ui/address";

test("an address names its chat, and a broken one names none", () => {
  expect(chatOf(chatHash("a b/%"))).toBe("a b/%");
  for (const hash of ["", "#", "#chat=", "#chat=%", "#chat=%E0%A4%A", "#other=a"])
    expect(chatOf(hash)).toBeNull();
});
