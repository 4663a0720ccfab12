/** Files dropped anywhere on the window go with the message; nothing that is dropped opens in the window itself. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
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
    const takes = (event: DragEvent): boolean =>
      event.dataTransfer?.types.includes("Files") === true &&
      store.now().phase === "ready" &&
      store.now().dialog === null;
    const show = (count: number): void => {
      inside = Math.max(0, count);
      setOver(inside > 0);
    };
    const enter = (event: DragEvent): void => {
      if (takes(event)) show(inside + 1);
    };
    const leave = (event: DragEvent): void => {
      if (takes(event)) show(event.relatedTarget === null ? 0 : inside - 1);
    };
    const move = (event: DragEvent): void => {
      if (isTextInField(event)) return;
      event.preventDefault();
      if (event.dataTransfer) event.dataTransfer.dropEffect = takes(event) ? "copy" : "none";
    };
    const drop = (event: DragEvent): void => {
      show(0);
      if (isTextInField(event)) return;
      event.preventDefault(); // else the window would go to what was dropped
      if (!takes(event) || event.dataTransfer === null) return;
      const { files, folders } = filesOf(event.dataTransfer, new Date());
      if (files.length > 0) commands.attach(files);
      if (folders.length > 0) commands.refuseFolders(folders);
      focusComposer();
    };
    // No pointer moves while something is dragged: a leave that was never told is made up for.
    const end = (): void => {
      if (inside > 0) show(0);
    };
    window.addEventListener("pointermove", end);
    window.addEventListener("dragenter", enter);
    window.addEventListener("dragleave", leave);
    window.addEventListener("dragover", move);
    window.addEventListener("drop", drop);
    return () => {
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

/** Text that is moved within a field, or into one, is the browser's business. */
function isTextInField({ target, dataTransfer }: DragEvent): boolean {
  const field = target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement;
  return field && dataTransfer?.types.includes("Files") !== true;
}
