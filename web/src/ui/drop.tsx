/**
 * Files dropped anywhere on the window go with the message, and a folder is offered as the chat's; nothing that is
 * dropped opens in the window itself. WebKitGTK hides files: then the window tells the server what they are.
 */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { isOurWindow } from "../wire/pulse";
import { page } from "../words/page";
import { useApp } from "./context";
import { filesOf } from "./files";
import { Icon } from "./icons";
import { focusComposer } from "./sidebar";

export function DropPlace(): JSX.Element | null {
  const { store, commands } = useApp();
  const [over, setOver] = useState(false);
  useEffect(() => {
    let inside = 0; // entering a child is told before leaving its parent
    let own = false; // a link or a text of this page is moved
    const takes = (event: DragEvent): boolean =>
      (hasFiles(event) || (!own && mayHideFiles(event))) &&
      store.now().phase === "ready" &&
      store.now().dialog === null;
    const show = (count: number): void => {
      inside = Math.max(0, count);
      setOver(inside > 0);
    };
    const enter = (event: DragEvent): void => {
      if (!takes(event)) return;
      event.preventDefault(); // WebKit asks with this alone until the pointer moves on, and it may be let go before
      if (event.dataTransfer) event.dataTransfer.dropEffect = "copy";
      show(inside + 1);
    };
    const leave = (event: DragEvent): void => {
      if (takes(event)) show(event.relatedTarget === null ? 0 : inside - 1);
    };
    const move = (event: DragEvent): void => {
      if (fieldOf(event) !== null && (own || !mayHideFiles(event))) return;
      event.preventDefault();
      if (event.dataTransfer) event.dataTransfer.dropEffect = takes(event) ? "copy" : "none";
    };
    const drop = (event: DragEvent): void => {
      show(0);
      const field = fieldOf(event);
      const mayHide = !own && mayHideFiles(event);
      if (field !== null && !mayHide) return;
      event.preventDefault(); // else the window would go to what was dropped
      if (event.dataTransfer === null) return;
      if (mayHide) {
        const link = event.dataTransfer.getData(ADDRESSES);
        if (/^(file:|$)/i.test(link)) {
          const isWanted = takes(event);
          void commands.takeDropped(isWanted);
          if (isWanted) focusComposer();
        } else if (field !== null) write(field, link); // it might have been files until now, so nobody else does
        return;
      }
      if (!takes(event)) return;
      const { files, folders } = filesOf(event.dataTransfer, new Date());
      if (files.length > 0) commands.attach(files);
      if (folders.length > 0) commands.refuseFolders(folders);
      focusComposer();
    };
    // No pointer moves while something is dragged: a leave that was never told is made up for, and so is an end.
    const end = (): void => {
      own = false;
      if (inside > 0) show(0);
    };
    const begins = (): void => {
      own = true;
    };
    const ends = (): void => {
      own = false;
    };
    window.addEventListener("dragstart", begins);
    window.addEventListener("dragend", ends);
    window.addEventListener("pointermove", end);
    window.addEventListener("dragenter", enter);
    window.addEventListener("dragleave", leave);
    window.addEventListener("dragover", move);
    window.addEventListener("drop", drop);
    return () => {
      window.removeEventListener("dragstart", begins);
      window.removeEventListener("dragend", ends);
      window.removeEventListener("pointermove", end);
      window.removeEventListener("dragenter", enter);
      window.removeEventListener("dragleave", leave);
      window.removeEventListener("dragover", move);
      window.removeEventListener("drop", drop);
    };
  }, []);
  if (!over) return null;
  return (
    <div class="drop-place" aria-hidden="true">
      <p>
        <Icon name="clip" /> {page().dropFiles}
      </p>
    </div>
  );
}

const ADDRESSES = "text/uri-list";

function hasFiles({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.includes("Files") === true;
}

/** WebKitGTK says that there are addresses, but not which, when they are files'. */
function mayHideFiles({ dataTransfer }: DragEvent): boolean {
  return isOurWindow(navigator.userAgent) && dataTransfer?.types.includes(ADDRESSES) === true;
}

/** The field that a text is moved over: within it, or into it, which is the browser's business. */
function fieldOf(event: DragEvent): HTMLTextAreaElement | HTMLInputElement | null {
  const { target } = event;
  const isField = target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement;
  return isField && !hasFiles(event) ? target : null;
}

function write(field: HTMLTextAreaElement | HTMLInputElement, text: string): void {
  field.setRangeText(text, field.selectionStart ?? 0, field.selectionEnd ?? 0, "end");
  field.dispatchEvent(new InputEvent("input", { bubbles: true }));
}
