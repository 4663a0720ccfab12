/** Copies text, and says so on the button that was pressed. */
import { common } from "../words/common";

const SAID_MS = 1_600;

export async function copy(text: string, button: HTMLElement): Promise<void> {
  const done = await write(text);
  const isWord = button.childElementCount === 0;
  const before = button.textContent ?? "";
  const said = [common().copied, common().copyFailed];
  if (isWord) button.textContent = done ? common().copied : common().copyFailed;
  button.dataset.copied = done ? "yes" : "no";
  setTimeout(() => {
    if (isWord) button.textContent = said.includes(before) ? common().copy : before;
    delete button.dataset.copied;
  }, SAID_MS);
}

/** False where the system does not let it be written. */
export async function write(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return writeBySelection(text); // a webview without the permission, or a window without focus
  }
}

function writeBySelection(text: string): boolean {
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "visually-hidden";
  area.readOnly = true;
  document.body.append(area);
  const before = document.activeElement;
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  if (before instanceof HTMLElement) before.focus();
  return done;
}
