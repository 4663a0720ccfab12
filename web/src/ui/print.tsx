/**
 * Printing. The chat on screen is a window into the chat, so for paper all of the shown branch is drawn beside it, at
 * once, when the browser says that it is about to print; afterwards it is gone. Actions are one line each.
 */
import { type JSX, render } from "preact";
import { attachmentsOf } from "../domain/attachment";
import { type ShownTurn, shownOf } from "../domain/branches";
import { replyText, writer } from "../domain/chat-text";
import type { Conversation } from "../domain/conversation";
import { type Part, turnsOf } from "../domain/turns";
import type { Store } from "../state/store";
import { FootnotedStream } from "../text/footnotes";
import { common } from "../words/common";
import { transcript } from "../words/transcript";
import { modelLabel } from "./model-picker";
import { toolLine } from "./tool-words";

/** Follows the browser's own printing, whatever started it. */
export function followPrinting(store: Store): void {
  let page: HTMLElement | null = null;
  window.addEventListener("beforeprint", () => {
    const conversation = store.now().open?.conversation;
    if (!conversation || page !== null) return;
    page = document.createElement("div");
    page.className = "print-page";
    document.body.append(page);
    render(<PrintPage conversation={conversation} />, page);
  });
  window.addEventListener("afterprint", () => {
    if (page === null) return;
    render(null, page);
    page.remove();
    page = null;
  });
}

function PrintPage({ conversation }: { conversation: Conversation }): JSX.Element {
  return (
    <main>
      <h1 dir="auto">{conversation.title || transcript().chat}</h1>
      {shownOf(turnsOf(conversation), conversation).map((turn) => (
        <PrintTurn key={turn.key} turn={turn} />
      ))}
    </main>
  );
}

function PrintTurn({ turn }: { turn: ShownTurn }): JSX.Element {
  const reply = turn.replies[turn.reply];
  const files = attachmentsOf(turn.asked?.metadata);
  return (
    <section class="print-turn">
      {turn.asked && (
        <>
          <h2>{common().you}</h2>
          {files.length > 0 && <p class="print-note">{files.map((file) => file.name).join(", ")}</p>}
          <div class="print-asked" dir="auto">
            {turn.asked.content}
          </div>
        </>
      )}
      {reply && (
        <>
          <h2>{writer(reply, modelLabel)}</h2>
          {reply.parts.map((part) => {
            if (part.role !== "assistant" || part.metadata?.continues !== undefined) return null;
            return (
              <div key={part.id}>
                <Drawn
                  text={replyText({ ...reply, parts: reply.parts.filter((one) => isOf(one, part.id)) })}
                />
                {part.toolCalls?.map((call) => (
                  <p key={call.id} class="print-note">
                    {toolLine(call, part, reply)}
                  </p>
                ))}
              </div>
            );
          })}
        </>
      )}
    </section>
  );
}

/** A part, and what goes on from it in mid-sentence. */
function isOf(part: Part, id: string): boolean {
  return part.id === id || part.metadata?.continues === id;
}

function Drawn({ text }: { text: string }): JSX.Element | null {
  if (text === "") return null;
  return (
    <div
      class="prose"
      ref={(element) => {
        if (element && element.childElementCount === 0) draw(element, text);
      }}
    />
  );
}

function draw(into: HTMLElement, text: string): void {
  const stream = new FootnotedStream(into, () => {}); // paper needs no colours in code
  stream.update(text);
  stream.end();
}
