/** A chat as one text: the branch that is shown, as Markdown that reads well anywhere. */

import { common } from "../words/common";
import { transcript } from "../words/transcript";
import { attachmentsOf } from "./attachment";
import type { ShownTurn } from "./branches";
import type { Conversation } from "./conversation";
import { joinedTexts } from "./halves";
import type { Reply } from "./turns";

export function chatMarkdown(
  conversation: Conversation,
  shown: readonly ShownTurn[],
  modelLabel: (id: string) => string,
): string {
  const parts = conversation.title ? [`# ${oneLine(conversation.title)}`] : [];
  for (const turn of shown) {
    if (turn.asked) {
      const files = attachmentsOf(turn.asked.metadata).map(
        (file) => `*${transcript().attached({ name: oneLine(file.name) })}*`,
      );
      parts.push(`## ${common().you}`, ...files, turn.asked.content);
    }
    const reply = turn.replies[turn.reply];
    const text = reply ? replyText(reply) : "";
    if (reply && text !== "") parts.push(`## ${writer(reply, modelLabel)}`, text);
  }
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

export function replyText({ parts }: Reply): string {
  return joinedTexts(parts.filter((part) => part.role === "assistant"));
}

export function writer({ runs }: Reply, modelLabel: (id: string) => string): string {
  const model = runs[0]?.model;
  return model ? modelLabel(model) : common().answer;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}
