/** A whole chat for the clipboard, also one that is not on screen. */
import { attachmentsOf } from "../domain/attachment";
import { shownOf } from "../domain/branches";
import { chatMarkdown, replyText, writer } from "../domain/chat-text";
import type { Conversation } from "../domain/conversation";
import { turnsOf } from "../domain/turns";
import { FootnotedStream } from "../text/footnotes";
import { plainText } from "../text/plain";
import { common } from "../words/common";
import type { App } from "./context";
import { write } from "./copy";
import { modelLabel } from "./model-picker";

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

/** The shown branch as plain text. */
function chatPlain(conversation: Conversation): string {
  const blocks = conversation.title ? [conversation.title] : [];
  for (const turn of shownOf(turnsOf(conversation), conversation)) {
    const files = attachmentsOf(turn.asked?.metadata).map((file) => `[${file.name}]`);
    if (turn.asked) blocks.push([`${common().you}:`, ...files, turn.asked.content].join("\n"));
    const reply = turn.replies[turn.reply];
    const text = reply ? replyText(reply) : "";
    if (!reply || text === "") continue;
    const drawn = document.createElement("div");
    const stream = new FootnotedStream(drawn, () => {});
    stream.update(text);
    stream.end();
    blocks.push(`${writer(reply, modelLabel)}:\n${plainText(drawn)}`);
  }
  return `${blocks.join("\n\n")}\n`;
}
