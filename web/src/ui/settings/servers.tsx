/** Servers of tools: the list, and the way to look at one, to allow it, to add or change it. */
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { inOwnWords } from "../../domain/own-words";
import type { ToolServer } from "../../wire/mcp";
import { common } from "../../words/common";
import { servers } from "../../words/servers";
import { useApp } from "../context";
import { Icon } from "../icons";
import { VisibleText } from "../visible";
import { Consent } from "./server-consent";
import { Details } from "./server-details";
import { ServerForm } from "./server-form";
import { ServerImport } from "./server-import";
import { StateOf } from "./server-state";
import { OnOff, Problem, Setting } from "./setting";
import "../styles/servers.css";
import { useBegin } from "../use-begin";

export type ServerPage =
  | { readonly at: "list" }
  | { readonly at: "import" }
  | { readonly at: "form"; readonly name: string | null }
  | { readonly at: "consent" | "details"; readonly name: string };

/** While somebody looks on, what a server does is asked for so often. */
const LOOK_MS = 1_500;

export function Servers(): JSX.Element {
  const { store, commands } = useApp();
  const [page, setPage] = useState<ServerPage>({ at: "list" });
  const place = useRef<HTMLDivElement>(null);
  const came = useRef<string | null>(null);
  const loaded = store.part("servers").value;
  useEffect(() => {
    void commands.loadServers();
    const timer = setInterval(() => void commands.loadServers(), LOOK_MS);
    return () => clearInterval(timer);
  }, []);
  // Where one goes on: at what a page begins with, or in the list at the server that one came from.
  useBegin(() => {
    if (page.at === "list" && came.current === null) return null;
    const row =
      page.at === "list"
        ? place.current?.querySelector<HTMLElement>(
            `[data-server="${CSS.escape(came.current ?? "")}"] button`,
          )
        : place.current?.querySelector<HTMLElement>("[data-begin]");
    came.current = null;
    return row ?? place.current?.querySelector<HTMLElement>("button");
  }, [page]);
  const go = (next: ServerPage): void => {
    if (next.at === "list") came.current = "name" in page ? (page.name ?? "") : "";
    setPage(next);
  };
  const known = loaded.value?.servers ?? [];
  const chosen = "name" in page ? known.find(({ name }) => name === page.name) : undefined;
  return (
    <Setting id="mcpServers">
      {() => (
        <div ref={place}>
          <Problem text={loaded.status === "failed" ? loaded.detail : ""} />
          {page.at === "list" && <List known={known} go={go} />}
          {page.at === "import" && <ServerImport back={() => go({ at: "list" })} />}
          {page.at === "form" && (page.name === null || chosen !== undefined) && (
            <ServerForm key={page.name ?? ""} server={chosen ?? null} go={go} />
          )}
          {page.at === "consent" && chosen !== undefined && <Consent server={chosen} go={go} />}
          {page.at === "details" && chosen !== undefined && <Details server={chosen} go={go} />}
        </div>
      )}
    </Setting>
  );
}

interface ListProps {
  readonly known: readonly ToolServer[];
  readonly go: (page: ServerPage) => void;
}

function List({ known, go }: ListProps): JSX.Element {
  const { store } = useApp();
  const { value, status } = store.part("servers").value;
  return (
    <>
      {value === undefined && status !== "failed" && <p class="field-note">{common().loading}</p>}
      {value?.notices.map((notice) => (
        <p key={notice} class="field-note warning-text">
          {inOwnWords(notice)}
        </p>
      ))}
      {value !== undefined && known.length === 0 && <p class="servers-none">{servers().none}</p>}
      <ul class="providers servers" aria-label={servers().list}>
        {known.map((server) => (
          <Row key={server.name} server={server} go={go} />
        ))}
      </ul>
      <div class="dialog-actions">
        <button type="button" class="button" onClick={() => go({ at: "import" })}>
          {servers().take}
        </button>
        <span class="space" />
        <button type="button" class="button primary" onClick={() => go({ at: "form", name: null })}>
          <Icon name="plus" /> {servers().add}
        </button>
      </div>
      {value && (
        <p class="field-note servers-file">
          <VisibleText text={servers().fileAt({ path: value.file })} />
        </p>
      )}
    </>
  );
}

function Row({ server, go }: { server: ToolServer; go: ListProps["go"] }): JSX.Element {
  const { commands } = useApp();
  const [problem, setProblem] = useState("");
  const { name, approved, tools } = server;
  const waiting = tools.filter(({ state }) => state === "new" || state === "changed").length;
  const on = tools.filter((tool) => tool.on).length;
  const turn = (wanted: boolean): void => {
    void commands.turnServer(name, wanted).then((done) => setProblem(done.ok ? "" : done.detail));
  };
  return (
    <li class="provider" data-server={name}>
      <div class="provider-words">
        <strong>
          <VisibleText text={name} />
        </strong>
        <StateOf server={server} />
        <span>
          {[
            servers().transports[server.transport],
            approved && tools.length > 0 ? servers().toolsOn({ on, all: tools.length }) : null,
          ]
            .filter(Boolean)
            .join(" · ")}
        </span>
        {waiting > 0 && (
          <span class="warning-text">
            <Icon name="warning" /> {servers().toolsWait({ count: waiting })}
          </span>
        )}
        <Problem text={problem} />
      </div>
      <div class="provider-actions">
        {approved || !server.on ? (
          <button
            type="button"
            class="button small"
            aria-label={servers().detailsOf({ name })}
            onClick={() => go({ at: approved ? "details" : "consent", name })}
          >
            {servers().details}
          </button>
        ) : (
          <button
            type="button"
            class="button small"
            aria-label={servers().lookAt({ name })}
            onClick={() => go({ at: "consent", name })}
          >
            {servers().look}
          </button>
        )}
        <OnOff
          ids={{ id: `server-${name}`, "aria-label": servers().use({ name }) }}
          on={server.on}
          disabled={false}
          turn={turn}
        />
      </div>
    </li>
  );
}
