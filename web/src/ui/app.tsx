/** The page as a whole: which of its states is shown, and what is global: keys, links, copying, the theme. */
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { inOwnWords } from "../domain/own-words";
import { isAway } from "../state/app";
import { sourceOf } from "../text/code";
import { common } from "../words/common";
import { isLanguageComing, language } from "../words/language";
import { page } from "../words/page";
import { ChatMenu } from "./chat-menu";
import { Composer } from "./composer";
import { useApp, useSelect } from "./context";
import { copy } from "./copy";
import { DialogHost } from "./dialogs";
import { DropPlace } from "./drop";
import { focusComposer } from "./focus";
import { useGlobalKeys } from "./global-keys";
import { Icon, Mark } from "./icons";
import { ImportFile } from "./import-file";
import { lazy } from "./lazy";
import { LinkNote, LinkNotice } from "./link";
import { useLooks } from "./looks";
import { OutlineButton } from "./outline-button";
import { QuoteButton } from "./quote";
import { Sidebar } from "./sidebar";
import { Status } from "./status";
import { ToastHost } from "./toast";
import { Transcript } from "./transcript";
import { useBegin } from "./use-begin";
import { Welcome } from "./welcome";

const CutCard = lazy(async () => (await import("./cut-card")).CutCard);
const News = lazy(async () => (await import("./news")).News);

export function AppView(): JSX.Element {
  useLooks();
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
  // The first words are in the right language; later ones change it where they stand.
  const knows = store.part("settings").value !== null;
  const spoken = useRef(false);
  if (phase === "ready" && !isLanguageComing()) spoken.current = true;
  const shown = phase === "ready" && !spoken.current ? "starting" : phase;
  switch (shown) {
    case "starting":
      return (
        <FullPage>
          <p class="full-note" role="status">
            {knows && !isLanguageComing() && page().opening}
          </p>
        </FullPage>
      );
    case "failed":
      return (
        <FullPage>
          <h1>{page().notStarted}</h1>
          <p>{store.part("failure").value}</p>
          <button type="button" class="button primary" onClick={() => location.reload()}>
            <Icon name="retry" /> {common().tryAgain}
          </button>
        </FullPage>
      );
    case "ended":
      return (
        <FullPage>
          <h1>{page().ended}</h1>
          <p>{page().endedWhy}</p>
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
  const rewriting = Object.values(store.part("rewriting").value);
  const editing = Object.values(store.part("editing").value);
  const rewritten = [...rewriting, ...editing].map(({ text }) => text);
  const answers = Object.values(store.part("deciding").value).flatMap(({ words }) => Object.values(words));
  const forms = Object.values(store.part("forms").value).map(({ system, text }) => system ?? text ?? "");
  const drafts = [...Object.values(store.part("drafts").value), ...rewritten, ...answers, ...forms];
  const followers = Object.values(store.part("behind").value).flat();
  const outgoing = [...Object.values(store.part("sending").value), ...followers].map(({ text }) => text);
  const texts = [...new Set([...drafts, ...outgoing])].filter((text) => text.trim() !== "");
  if (texts.length === 0) return null;
  return (
    <label class="left-behind">
      <span>{page().notSent}</span>
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
    void commands.knownModels();
    void commands.loadProviders();
  }, []);
  useBegin(() => document.getElementById("composer"));
  const openId = useSelect((state) => state.open?.id ?? null);
  const link = useSelect((state) => state.link);
  const folded = useSelect((state) => state.folded);
  return (
    <>
      <button type="button" class="skip-link" onClick={focusComposer}>
        {page().toMessageField}
      </button>
      <div
        class={["shell", isAway({ link }) ? "away" : "", folded ? "folded" : ""].filter(Boolean).join(" ")}
        data-link={link}
      >
        <Sidebar />
        <main class="main">
          <Header />
          <Notices />
          <News />
          <CutCard />
          <Conversation key={`${openId ?? "new"} ${language()}`} />
          <ToastHost />
          <Composer />
        </main>
      </div>
      <QuoteButton />
      <ImportFile />
      <DialogHost />
      <Status />
    </>
  );
}

function Header(): JSX.Element {
  const { store, commands } = useApp();
  const openId = useSelect((state) => state.open?.id ?? null);
  const folded = useSelect((state) => state.folded);
  const ownTitle = useSelect((state) => state.open?.conversation?.title ?? "");
  const listed = store.part("list").value.items.find((item) => item.id === openId);
  const title = (openId !== null && (ownTitle || listed?.title)) || common().newChat;
  useEffect(() => {
    document.title = openId === null ? "Runnel" : `${title} – Runnel`;
  }, [title, openId === null]);
  return (
    <header class="topbar">
      <button
        type="button"
        class={folded ? "icon-button" : "icon-button only-narrow"}
        aria-label={page().showList}
        onClick={() => {
          commands.foldList(false);
          commands.showDrawer(true);
        }}
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
            <strong>{page().savingFailed}</strong> {page().savingFailedWhy}
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
          <span>{inOwnWords(notice.text)}</span>
          <button
            type="button"
            class="icon-button small"
            aria-label={page().dismiss}
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
          <Icon name="retry" /> {common().tryAgain}
        </button>
      </div>
    );
  }
  if (!loaded) {
    return (
      <div class="center-note" role="status">
        <span class="spinner" aria-hidden="true" />
        <span class="visually-hidden">{page().loadingChat}</span>
      </div>
    );
  }
  return <Transcript id={id} />;
}

// --- global behaviour -------------------------------------------------------------------------------

/** Links never move this window: they are asked about. */
function useLinksAndCopies(): void {
  const { commands } = useApp();
  useLayoutEffect(() => {
    const onClick = (event: MouseEvent): void => {
      const target = event.target instanceof Element ? event.target : null;
      const link = target?.closest("a[href]");
      if (link instanceof HTMLAnchorElement) {
        event.preventDefault();
        if (event.button === 0 || event.button === 1) commands.show({ kind: "link", url: link.href });
        return;
      }
      const code = target?.closest("[data-copy], [data-save]");
      const source = code?.closest(".code")?.querySelector("code");
      if (!(code instanceof HTMLElement) || !source || event.button !== 0) return;
      const name = code.dataset.save;
      if (name === undefined) void copy(sourceOf(source), code);
      else void commands.saveText(name, `${sourceOf(source)}\n`);
    };
    document.addEventListener("click", onClick);
    document.addEventListener("auxclick", onClick);
    return () => {
      document.removeEventListener("click", onClick);
      document.removeEventListener("auxclick", onClick);
    };
  }, []);
}
