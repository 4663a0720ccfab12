/** Two quiet notes: after an upgrade, once, that there was one; and that a newer version is there, for who asked to know. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { news } from "../words/news";
import { page } from "../words/page";
import { useApp } from "./context";
import { goOnIfLost } from "./focus";
import { Icon, type IconName } from "./icons";

/** What a look of the server found is told at once; this is for a window that was away meanwhile. */
const AGAIN_MS = 60 * 60 * 1_000;

export function News(): JSX.Element | null {
  const { store, commands } = useApp();
  const settings = store.part("settings").value;
  const known = store.part("releases").value.value;
  const [upgraded, setUpgraded] = useState(false);
  const looks = settings?.lookForReleases === true;
  const reads = store.part("dialog").value?.kind === "news";
  useEffect(() => void commands.metVersion().then(setUpgraded), []);
  useEffect(() => {
    if (reads) setUpgraded(false);
  }, [reads]);
  useEffect(() => {
    if (!looks) return;
    void commands.loadReleases();
    const timer = setInterval(() => void commands.loadReleases(), AGAIN_MS);
    return () => clearInterval(timer);
  }, [looks]);
  const newer = looks && known?.newer?.dismissed === false ? known.newer : null;
  if (!upgraded && newer === null) return null;
  return (
    <div class="notices">
      {upgraded && settings !== null && (
        <Note
          icon="star"
          text={news().isNow({ version: settings.version })}
          act={news().whatIsNew}
          does={() => commands.show({ kind: "news" })}
          dismiss={() => setUpgraded(false)}
        />
      )}
      {newer !== null && (
        <Note
          icon="info"
          text={news().isThere({ version: newer.version })}
          act={news().itsPage}
          does={() => commands.show({ kind: "link", url: newer.url })}
          dismiss={() => void commands.dismissRelease(newer.version)}
        />
      )}
    </div>
  );
}

interface Props {
  readonly icon: IconName;
  readonly text: string;
  readonly act: string;
  readonly does: () => void;
  readonly dismiss: () => void;
}

function Note({ icon, text, act, does, dismiss }: Props): JSX.Element {
  useEffect(() => goOnIfLost, []);
  return (
    <div class="notice" role="status">
      <Icon name={icon} />
      <span>{text}</span>
      <button type="button" class="button small" onClick={does}>
        {act}
      </button>
      <button type="button" class="icon-button small" aria-label={page().dismiss} onClick={dismiss}>
        <Icon name="close" />
      </button>
    </div>
  );
}
