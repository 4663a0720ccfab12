/** A whole chat for the clipboard, also one that is not on screen. */
import { shownOf } from "../domain/branches";
import { chatMarkdown } from "../domain/chat-text";
import { turnsOf } from "../domain/turns";
import type { App } from "./context";
import { write } from "./copy";
import { modelLabel } from "./model-picker";
import { chatPlain } from "./print";

export async function copyChat({ commands }: App, id: string, as: "markdown" | "text"): Promise<void> {
  try {
    const chat = await commands.chat(id);
    const text =
      as === "markdown" ? chatMarkdown(chat, shownOf(turnsOf(chat), chat), modelLabel) : chatPlain(chat);
    commands.toastCopied(await write(text));
  } catch {
    commands.toastCopied(false);
  }
}
