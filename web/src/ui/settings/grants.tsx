/** What was allowed beyond once: what each covers, where, until when, how often it was used; revoked one by one or all. */
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Done } from "../../state/commands";
import type { Granted } from "../../wire/shapes";
import { allowing } from "../../words/allowing";
import { common } from "../../words/common";
import { date } from "../../words/numbers";
import { useApp } from "../context";
import { focusOnce } from "../focus";
import { Covers } from "../grant-menu";
import { Icon, type IconName } from "../icons";
import { VisibleText } from "../visible";
import { Problem } from "./setting";

const ICONS: Readonly<Record<Granted["kind"], IconName>> = {
  command: "terminal",
  write: "pencil",
  host: "globe",
  mcp: "server",
};

export function Grants(): JSX.Element {
  const { store, commands } = useApp();
  const { value, ...loaded } = store.part("grants").value;
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => void commands.loadGrants(), []);
  const grants = value?.grants ?? [];

  /** The keyboard goes on at the next one, or where there is none at what says so. */
  const does = async (at: number, act: () => Promise<Done>, says: string): Promise<void> => {
    if (busy) return;
    setBusy(true);
    const done = await act();
    setBusy(false);
    setAsking(false);
    setProblem(done.ok ? "" : done.detail);
    if (done.ok) commands.say(says);
    requestAnimationFrame(() => {
      const buttons = place.current?.querySelectorAll<HTMLElement>("[data-revoke]") ?? [];
      (buttons[Math.min(at, buttons.length - 1)] ?? place.current)?.focus();
    });
  };

  return (
    <div ref={place} class="grants" tabIndex={-1}>
      <Problem text={problem || (loaded.status === "failed" ? loaded.detail : "")} />
      {value === undefined && loaded.status !== "failed" && <p class="field-note">{common().reading}</p>}
      {value !== undefined && grants.length === 0 && <p class="grants-none">{allowing().grantsNone}</p>}
      {grants.length > 0 && (
        <ul aria-label={allowing().grantsList}>
          {grants.map((grant, at) => (
            <li key={grant.id} class="grant">
              <Icon name={ICONS[grant.kind] ?? "shield"} />
              <div class="grant-words">
                <strong id={`grant-${grant.id}`}>
                  <span class="visually-hidden">{allowing().grantKinds[grant.kind]}: </span>
                  <Covers says={grant.says} />
                </strong>
                <Where grant={grant} />
              </div>
              <button
                type="button"
                class="button small"
                data-revoke={grant.id}
                aria-describedby={`grant-${grant.id}`}
                aria-disabled={busy}
                onClick={() => void does(at, () => commands.revoke(grant.id), allowing().revoked)}
              >
                {allowing().revoke}
              </button>
            </li>
          ))}
        </ul>
      )}
      {grants.length > 0 && !asking && (
        <div class="grants-all">
          <button type="button" class="button small" onClick={() => setAsking(true)}>
            {allowing().revokeAll}
          </button>
        </div>
      )}
      {grants.length > 0 && asking && (
        <div class="grants-all" role="group" aria-label={allowing().revokeAll}>
          <span>{allowing().revokeAllSure({ count: grants.length })}</span>
          <button
            type="button"
            class="button small"
            ref={focusOnce}
            onClick={() => {
              setAsking(false);
              requestAnimationFrame(() =>
                place.current?.querySelector<HTMLElement>(".grants-all button")?.focus(),
              );
            }}
          >
            {allowing().keepThem}
          </button>
          <button
            type="button"
            class="button small danger"
            aria-disabled={busy}
            onClick={() => void does(0, () => commands.revokeAll(), allowing().allRevoked)}
          >
            {allowing().revokeAll}
          </button>
        </div>
      )}
    </div>
  );
}

/** Where and until when it holds, and how often it has been used. */
function Where({ grant }: { grant: Granted }): JSX.Element {
  const { store } = useApp();
  const { conversation, folder, used } = grant;
  const title = store.part("list").value.items.find(({ id }) => id === conversation)?.title;
  const says = [
    conversation === null
      ? folder === null
        ? allowing().inAllChats
        : null
      : title
        ? allowing().inChat({ title })
        : allowing().inOneChat,
    folder === null || grant.says.includes(folder) ? null : allowing().inFolder({ folder }),
    endOf(grant),
    allowing().grantedOn({ when: when(grant.createdAt) }),
    used === 0 ? allowing().neverUsed : allowing().usedTimes({ count: used }),
  ].filter((one) => one !== null);
  return (
    <span class="grant-where">
      <VisibleText text={says.join(" · ")} />
    </span>
  );
}

function endOf({ until, expiresAt }: Granted): string {
  if (until === "run") return allowing().untilRun;
  return expiresAt === null ? allowing().untilRevoked : allowing().untilThen({ when: when(expiresAt) });
}

function when(at: number): string {
  return date(at, { month: "short", day: "numeric", hour: "numeric", minute: "numeric" });
}
