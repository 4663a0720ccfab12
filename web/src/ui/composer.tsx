/**
 * Where a person writes: text and files, kept as a draft until they are sent. Enter sends (or as the settings say),
 * Shift+Enter breaks the line, Up in an empty field writes the last message anew.
 */
import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { foldersOf, isBusy, keyOf, workspaceOf } from "../state/app";
import { isUploading, readyOf } from "../state/attaching";
import { writing } from "../words/writing";
import { ChatSettingsChip } from "./chat-chip";
import { ComposerFiles } from "./composer-files";
import { ComposerNotes, MOST_CHARACTERS } from "./composer-notes";
import { useApp, useSelect } from "./context";
import { asksForLast, directionOf, growWithText, sendLabel, sends, steerLabel, steers } from "./field";
import { filesOf, isAboutFiles, named, picturesOnClipboard, saysNothing } from "./files";
import { Icon } from "./icons";
import { isImeKey } from "./keys";
import { lazy } from "./lazy";
import { ComposerHint } from "./link";
import { Meter } from "./meter";
import { ModeChip, useModeNote } from "./mode";
import { ModelPicker } from "./model-picker";
import { usePasting } from "./pasting";
import { PinnedPlan } from "./plan";
import { SendButtons } from "./send-buttons";
import { useSlash } from "./use-slash";

const Queue = lazy(async () => (await import("./queue")).Queue);
const BackgroundJobs = lazy(async () => (await import("./background")).BackgroundJobs);

export function Composer(): JSX.Element {
  const { store, commands } = useApp();
  const key = useSelect(keyOf);
  const draft = useSelect((state) => state.drafts[keyOf(state)] ?? "");
  const busy = useSelect(isBusy);
  const waits = useSelect((state) => (state.open?.conversation?.interrupts.length ?? 0) > 0);
  const uploading = useSelect((state) => isUploading(state.attached, keyOf(state)));
  const hasFiles = useSelect((state) => readyOf(state.attached, keyOf(state)).length > 0);
  const hasJobs = useSelect((state) => (state.open?.conversation?.jobs.length ?? 0) > 0);
  const sendWith = useSelect((state) => state.settings?.sendWith ?? "enter");
  const input = useRef<HTMLTextAreaElement>(null);
  const hasContent = draft.trim() !== "" || hasFiles;
  const wanted = useSelect((state) => state.wanted[keyOf(state)] !== undefined);
  const modeNote = useModeNote();
  const slash = useSlash(draft, input);
  const pasting = usePasting(input, draft);
  const canSend = (hasContent || uploading) && draft.length <= MOST_CHARACTERS;

  useLayoutEffect(() => growWithText(input.current), [draft, key]);

  const send = (busyWay: "after" | "steer"): void => {
    if ((store.now().drafts[keyOf(store.now())] ?? "").length > MOST_CHARACTERS) return; // said above the field
    if (slash.takes()) return;
    pasting.leave();
    void commands.send(busyWay); // at once: the next key belongs to the next message
    input.current?.focus(); // also after a click, for Stop now stands where Send was
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    if (isImeKey(event) || slash.key(event)) return;
    if (steers(event, sendWith)) {
      event.preventDefault();
      send("steer");
    } else if (sends(event, sendWith)) {
      event.preventDefault();
      send("after");
    } else if (asksForLast(event, draft) && commands.edit()) event.preventDefault();
  };

  const onPaste = (event: ClipboardEvent): void => {
    const transfer = event.clipboardData;
    if (transfer === null) return;
    if (isAboutFiles(transfer)) {
      event.preventDefault();
      commands.attach(filesOf(transfer, new Date()).files);
      return;
    }
    if (saysNothing(transfer)) {
      void picturesOnClipboard(new Date()).then((files) => files.length > 0 && commands.attach(files));
      return;
    }
    const text = transfer.getData("text/plain").replace(/\r\n?/g, "\n"); // as the field will have it
    const field = input.current;
    if (pasting.take(text)) event.preventDefault();
    else if (field?.value === "") field.dir = directionOf(text); // before it is laid out
  };

  return (
    <div class="composer-area">
      <PinnedPlan />
      {hasJobs && <BackgroundJobs />}
      <Queue />
      <ComposerNotes draft={draft} />
      {pasting.offer}
      <form
        class="composer"
        onSubmit={(event) => {
          event.preventDefault();
          send("after");
        }}
      >
        <ComposerFiles />
        <textarea
          id="composer"
          ref={input}
          rows={1}
          dir={directionOf(draft)}
          spellcheck
          aria-label={writing().message}
          placeholder={placeholder(busy, waits)}
          {...slash.aria}
          value={draft}
          onInput={(event) => {
            commands.draft(event.currentTarget.value);
            slash.look();
          }}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
        />
        {slash.menu}
        <div class="composer-bar">
          <AttachButton />
          <FolderChip />
          <ModeChip />
          <ModelPicker />
          <ChatSettingsChip />
          <span class="space" />
          <Meter />
          <span class="send-row">
            <SendButtons canSend={canSend} hasContent={hasContent} steer={() => send("steer")} />
          </span>
        </div>
      </form>
      <ComposerHint>
        {wanted
          ? writing().sentWithFiles
          : busy && hasContent
            ? waits
              ? writing().sentAfterWaiting
              : writing().sendsAfterOrInto({ after: sendLabel(sendWith), into: steerLabel(sendWith) })
            : modeNote}
      </ComposerHint>
    </div>
  );
}

function placeholder(busy: boolean, waits: boolean): string {
  if (waits) return writing().writeWhatComesAfter;
  return busy ? writing().writeNext : writing().write;
}

/** The field for files stays in the page: a webview forgets one that is not (WebKitGTK). */
function AttachButton(): JSX.Element {
  const { commands } = useApp();
  const field = useRef<HTMLInputElement>(null);
  return (
    <>
      <button
        type="button"
        class="icon-button attach"
        aria-label={writing().attachFiles}
        title={writing().attachFiles}
        onClick={() => field.current?.click()}
      >
        <Icon name="clip" />
      </button>
      <input
        ref={field}
        class="visually-hidden"
        type="file"
        multiple
        tabIndex={-1}
        aria-hidden="true"
        onChange={(event) => {
          const chosen = Array.from(event.currentTarget.files ?? [], (file) => named(file, new Date()));
          event.currentTarget.value = ""; // the same file can be chosen again
          commands.attach(chosen);
          document.getElementById("composer")?.focus();
        }}
      />
    </>
  );
}

function FolderChip(): JSX.Element {
  const { commands } = useApp();
  const workspace = useSelect(workspaceOf);
  const further = useSelect(foldersOf);
  const all = workspace === null ? [] : [workspace, ...further];
  return (
    <button
      type="button"
      class={workspace ? "chip" : "chip unset"}
      title={all.join("\n") || writing().folderNote}
      aria-label={workspace ? writing().folderChange({ folder: all.join(", ") }) : writing().chooseFolder}
      onClick={() => commands.show({ kind: "folder" })}
    >
      <Icon name="folder" />
      <span class="chip-text">{workspace ? lastName(workspace) : writing().chooseFolder}</span>
      {all.length > 1 && <span class="chip-more" data-more={all.length - 1} />}
    </button>
  );
}

export function lastName(path: string): string {
  const parts = path.split(/[\\/]/).filter((part) => part !== "");
  return parts[parts.length - 1] ?? path;
}
