/** What a chat that has not begun says of itself. */
import { afterEach, expect, test } from "vitest";
import { leadOf } from "../src/ui/welcome";
import { speak } from "../src/words/language";

afterEach(() => speak("en", []));

test("a folder is proposed where none is chosen, and else the chosen one is named", async () => {
  expect(leadOf("Llama", null)).toBe(
    "You are writing to Llama. Choose a folder if it should work with files.",
  );
  expect(leadOf("Llama", "/home/me/garden/")).toBe("You are writing to Llama, in the folder garden.");
  expect(leadOf("Llama", "/")).toBe("You are writing to Llama, in the folder /.");
  await speak("de", []);
  expect(leadOf("Llama", "C:\\Users\\me\\Garten")).toBe("Du schreibst an Llama, im Ordner Garten.");
});
