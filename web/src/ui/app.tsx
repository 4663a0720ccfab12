/** The page as a whole: which of its states is shown, and what is global: keys, links, copying, the theme. */
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useLayoutEffect } from "preact/hooks";
import { activeRun } from "../domain/view";
import { isAway } from "../state/app";
import { sourceOf } from "../text/code";
import { BranchesDialog } from "./branches-dialog";
import { ChatDialog } from "./chat-dialog";
import { ChatMenu } from "./chat-menu";
import { Composer } from "./composer";
import { useApp, useSelect } from "./context";
import { copy } from "./copy";
import { CutCard } from "./cut-card";
import { DropPlace } from "./drop";
import { FolderDialog } from "./folder-dialog";
import { Icon, Mark } from "./icons";
import { isImeKey, type ShortcutName, shortcutOf } from "./keys";
import { LinkNote, LinkNotice } from "./link";
import { PictureDialog } from "./picture-dialog";
import { printChat } from "./print";
import { OutlineButton } from "./outline";
import { ProvidersDialog } from "./providers-dialog";
import { QuoteButton, quoteSelection } from "./quote";
import { SettingsDialog } from "./settings-dialog";
import { focusComposer, Sidebar } from "./sidebar";
import { DeleteDialog, LinkDialog, RenameDialog, ShortcutsDialog } from "./small-dialogs";
import { Transcript } from "./transcript";
import { Welcome } from "./welcome";
import { applyZoom } from "./zoom";

export function AppView(): JSX.Element {
  useTheme();
  useZoom();
  return (
    <>
      <Phase />
      <DropPlace />
    </>
  );
}

function Phase(): JSX.Element {
  const { store } = useApp();
  const phase = store.part("phase").value;
  switch (phase) {
    case "starting":
      return (
        <FullPage>
          <p class="full-note" role="status">
            Opening your chats…
          </p>
        </FullPage>
      );
    case "failed":
      return (
        <FullPage>
          <h1>Runnel could not start</h1>
          <p>{store.part("failure").value}</p>
          <button type="button" class="button primary" onClick={() => location.reload()}>
            <Icon name="retry" /> Try again
          </button>
        </FullPage>
      );
    case "ended":
      return (
        <FullPage>
          <h1>This window's session has ended</h1>
          <p>
            Runnel was started again, or closed, since this window was opened. Your chats are safe. Close this
            window and open Runnel again to go on.
          </p>
          <LeftBehind />
        </FullPage>
      );
    case "ready":
      return <Shell />;
  }
}

/** Text that was written and not sent, so that it can be taken along. */
function LeftBehind(): JSX.Element | null {
  const { store } = useApp();
  const drafts = Object.values(store.part("drafts").value);
  const outgoing = Object.values(store.part("sending").value).map((message) => message.text);
  const texts = [...new Set([...drafts, ...outgoing])].filter((text) => text.trim() !== "");
  if (texts.length === 0) return null;
  return (
    <label class="field left-behind">
      <span>Text that you had not sent</span>
      <textarea readOnly rows={5} value={texts.join("\n\n")} />
    </label>
  );
}

function FullPage({ children }: { children: ComponentChildren }): JSX.Element {
  return (
    <main class="full-page">
      <Mark class="welcome-mark" />
      {children}
    </main>
  );
}

function Shell(): JSX.Element {
  const { commands } = useApp();
  useGlobalKeys();
  useLinksAndCopies();
  useEffect(() => {
    void commands.loadModels();
    void commands.loadProviders();
    focusComposer();
  }, []);
  const openId = useSelect((state) => state.open?.id ?? null);
  const link = useSelect((state) => state.link);
  return (
    <>
      <button type="button" class="skip-link" onClick={focusComposer}>
        Go to the message field
      </button>
      <div class={isAway({ link }) ? "shell away" : "shell"} data-link={link}>
        <Sidebar />
        <main class="main">
          <Header />
          <Notices />
          <CutCard />
          <Conversation key={openId ?? "new"} />
          <Composer />
        </main>
      </div>
      <QuoteButton />
      <DialogHost />
      <Status />
    </>
  );
}

function Header(): JSX.Element {
  const { store, commands } = useApp();
  const openId = useSelect((state) => state.open?.id ?? null);
  const ownTitle = useSelect((state) => state.open?.conversation?.title ?? "");
  const listed = store.part("list").value.items.find((item) => item.id === openId);
  const title = (openId !== null && (ownTitle || listed?.title)) || "New chat";
  useEffect(() => {
    document.title = openId === null ? "Runnel" : `${title} – Runnel`;
  }, [title, openId === null]);
  return (
    <header class="topbar">
      <button
        type="button"
        class="icon-button only-narrow"
        aria-label="Show the list of chats"
        onClick={() => commands.showDrawer(true)}
      >
        <Icon name="menu" />
      </button>
      <h1 class="topbar-title" dir="auto" title={title}>
        {title}
      </h1>
      <LinkNote />
      {openId !== null && <OutlineButton />}
      {openId !== null && <ChatMenu />}
    </header>
  );
}

function Notices(): JSX.Element | null {
  const { store, commands } = useApp();
  const notices = store.part("notices").value;
  const storage = store.part("storage").value;
  const stuck = store.part("link").value === "stuck";
  if (notices.length === 0 && storage === "ok" && !stuck) return null;
  return (
    <div class="notices">
      {stuck && <LinkNotice />}
      {storage === "failed" && (
        <div class="notice error" role="alert">
          <Icon name="warning" />
          <span>
            <strong>Saving failed.</strong> Answers have stopped, and nothing new can be kept until it works
            again. Free some space on the disk or check the data folder. What is saved can be read.
          </span>
        </div>
      )}
      {notices.map((notice) => (
        <div
          key={notice.key}
          class={`notice ${notice.tone}`}
          role={notice.tone === "error" ? "alert" : "status"}
        >
          <Icon name={notice.tone === "error" ? "warning" : "info"} />
          <span>{notice.text}</span>
          <button
            type="button"
            class="icon-button small"
            aria-label="Dismiss"
            onClick={() => commands.dismiss(notice.key)}
          >
            <Icon name="close" />
          </button>
        </div>
      ))}
    </div>
  );
}

function Conversation(): JSX.Element {
  const { commands } = useApp();
  const id = useSelect((state) => state.open?.id ?? null);
  const loaded = useSelect((state) => state.open?.conversation != null);
  const failure = useSelect((state) => state.open?.failure ?? null);
  if (id === null) return <Welcome />;
  if (!loaded && failure !== null) {
    return (
      <div class="center-note">
        <p>{failure}</p>
        <button type="button" class="button" onClick={() => commands.retryOpen()}>
          <Icon name="retry" /> Try again
        </button>
      </div>
    );
  }
  if (!loaded) {
    return (
      <div class="center-note" role="status">
        <span class="spinner" aria-hidden="true" />
        <span class="visually-hidden">Loading the chat</span>
      </div>
    );
  }
  return <Transcript id={id} />;
}

function DialogHost(): JSX.Element | null {
  const { store } = useApp();
  const dialog = store.part("dialog").value;
  switch (dialog?.kind) {
    case undefined:
      return null;
    case "settings":
      return <SettingsDialog />;
    case "providers":
      return <ProvidersDialog add={dialog.add === true} />;
    case "folder":
      return <FolderDialog />;
    case "branches":
      return <BranchesDialog />;
    case "chat":
      return <ChatDialog />;
    case "picture":
      return <PictureDialog file={dialog.file} />;
    case "shortcuts":
      return <ShortcutsDialog />;
    case "link":
      return <LinkDialog url={dialog.url} />;
    case "rename":
      return <RenameDialog id={dialog.id} title={dialog.title} />;
    case "delete":
      return <DeleteDialog id={dialog.id} title={dialog.title} />;
  }
}

function Status(): JSX.Element {
  const { store } = useApp();
  return (
    <div class="visually-hidden" role="status" aria-live="polite">
      {store.part("said").value}
    </div>
  );
}

// --- global behaviour -------------------------------------------------------------------------------

function useTheme(): void {
  const { store } = useApp();
  const theme = store.part("settings").value?.theme ?? "system";
  useEffect(() => {
    if (theme === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
  }, [theme]);
}

function useZoom(): void {
  const { store } = useApp();
  const zoom = store.part("zoom").value;
  useLayoutEffect(() => applyZoom(zoom), [zoom]);
}

function useGlobalKeys(): void {
  const { store, commands } = useApp();
  useEffect(() => {
    const acts: Record<ShortcutName, () => void> = {
      "new chat": () => {
        commands.newChat();
        focusComposer();
      },
      search: () => {
        commands.showDrawer(true);
        requestAnimationFrame(() => document.getElementById("search")?.focus());
      },
      find: () => {
        if (!commands.openFind()) acts.search();
      },
      quote: () => quoteSelection(commands.quote),
      branches: () => {
        if (store.now().open?.conversation) commands.show({ kind: "branches" });
      },
      print: () => printChat(),
      settings: () => commands.show({ kind: "settings" }),
      shortcuts: () => commands.show({ kind: "shortcuts" }),
      sidebar: () => commands.showDrawer(!store.now().drawer),
      bigger: () => commands.zoom(1),
      smaller: () => commands.zoom(-1),
      "normal size": () => commands.zoom(0),
    };
    const onKeyDown = (event: KeyboardEvent): void => {
      if (isImeKey(event) || event.defaultPrevented) return;
      const shortcut = shortcutOf(event);
      if (shortcut !== null) {
        event.preventDefault();
        if (store.now().dialog === null || /size|bigger|smaller/.test(shortcut)) acts[shortcut]();
        return;
      }
      if (event.key !== "Escape" || store.now().dialog !== null) return;
      if (store.now().drawer) {
        commands.showDrawer(false);
        return;
      }
      const conversation = store.now().open?.conversation;
      if (conversation && activeRun(conversation)) void commands.stop();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, []);
}

/** Links never move this window: they are asked about. */
function useLinksAndCopies(): void {
  const { commands } = useApp();
  useEffect(() => {
    const onClick = (event: MouseEvent): void => {
      const target = event.target instanceof Element ? event.target : null;
      const link = target?.closest("a[href]");
      if (link instanceof HTMLAnchorElement) {
        if (link.hasAttribute("download") && event.button === 0) return; // what is saved does not move the window
        event.preventDefault();
        if (event.button === 0 || event.button === 1) commands.show({ kind: "link", url: link.href });
        return;
      }
      const code = target?.closest("[data-copy]");
      if (code instanceof HTMLElement) {
        const source = code.closest(".code")?.querySelector("code");
        if (source) void copy(sourceOf(source), code);
        return;
      }
    };
    document.addEventListener("click", onClick);
    document.addEventListener("auxclick", onClick);
    return () => {
      document.removeEventListener("click", onClick);
      document.removeEventListener("auxclick", onClick);
    };
  }, []);
}
