// @vitest-environment happy-dom
/** What a chat that has not begun says of itself. */
import { afterEach, expect, test } from "vitest";
import { leadOf, withExample } from "../src/ui/welcome";
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

test("an example stands below what was written, and only another example gives way to it", () => {
  const all = ["help", "read README.md"];
  expect(withExample("", "help", all)).toBe("help");
  expect(withExample(" \n", "help", all)).toBe("help");
  expect(withExample("read README.md", "help", all)).toBe("help");
  expect(withExample("A long message.\n", "help", all)).toBe("A long message.\n\nhelp");
  expect(withExample("A long message.\n\nhelp", "help", all)).toBe("A long message.\n\nhelp");
});
