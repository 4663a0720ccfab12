/** Whether Runnel may ask for newer versions, and what the last look found. */
import type { JSX } from "preact";
import { useContext, useEffect } from "preact/hooks";
import type { Releases, Settings } from "../../wire/shapes";
import { news } from "../../words/news";
import { date } from "../../words/numbers";
import { useApp } from "../context";
import { Icon } from "../icons";
import { LookingContext, OnOff, Problem, Setting, useChange } from "./setting";

export function NewerVersions({ settings }: { settings: Settings }): JSX.Element {
  const { store, commands } = useApp();
  const { found } = useContext(LookingContext);
  const { change, problem } = useChange();
  const { value, ...loaded } = store.part("releases").value;
  const on = settings.lookForReleases;
  useEffect(() => void commands.loadReleases(), [on]);
  const nowhere = value?.feed === null;
  const looking = loaded.status === "loading";
  return (
    <>
      <Setting id="releases" side here={value === undefined ? "" : said(value, looking)}>
        {(ids, fixed) => (
          <OnOff
            ids={ids}
            on={on}
            disabled={fixed || (!on && value?.feed == null)} // what is on can always be switched off
            turn={(lookForReleases) => change({ lookForReleases })}
          />
        )}
      </Setting>
      {on && !nowhere && (found === null || found.has("releases")) && (
        <div class="setting-more">
          <button
            type="button"
            class="button small"
            aria-disabled={looking}
            onClick={() => {
              if (!looking) void commands.lookForReleases();
            }}
          >
            <Icon name="retry" /> {news().lookNow}
          </button>
          {value?.newer && <ItsPage url={value.newer.url} />}
        </div>
      )}
      <Problem text={problem || (loaded.status === "failed" ? loaded.detail : "")} />
    </>
  );
}

function ItsPage({ url }: { url: string }): JSX.Element {
  const { commands } = useApp();
  return (
    <button type="button" class="button small" onClick={() => commands.show({ kind: "link", url })}>
      {news().itsPage}
    </button>
  );
}

function said(releases: Releases, looking: boolean): string {
  const { on, feed } = releases;
  if (feed === null) return news().noFeed;
  const whom = news().asked({ address: feed });
  if (!on) return whom;
  return `${whom} ${looking ? news().looking : found(releases)}`;
}

function found({ lookedAt, failure, newer }: Releases): string {
  if (lookedAt === null) return "";
  const at = date(lookedAt, { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" });
  if (failure === null)
    return newer === null ? news().newest({ at }) : news().newer({ at, version: newer.version });
  const failed = news().failures[failure]({ at });
  return newer === null ? failed : `${failed} ${news().isThere({ version: newer.version })}`;
}
