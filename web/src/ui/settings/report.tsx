/** What somebody needs who looks into a fault: versions to copy, and where the files are. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { asProblem } from "../../wire/problem";
import type { About } from "../../wire/shapes";
import { common } from "../../words/common";
import { news } from "../../words/news";
import { useApp } from "../context";
import { copy } from "../copy";
import { Problem, Setting } from "./setting";

export function Report(): JSX.Element {
  const { commands } = useApp();
  const [about, setAbout] = useState<About | null>(null);
  const [problem, setProblem] = useState("");
  useEffect(() => {
    commands.about().then(setAbout, (error) => setProblem(asProblem(error).message));
  }, []);
  const show = (what: "data" | "log"): void => {
    void commands.showOwn(what).then((done) => setProblem(done.ok ? "" : done.detail));
  };
  const details = about === null ? "" : `${about.details}\n${navigator.userAgent}`;
  return (
    <>
      <Setting id="report">
        {(ids) => (
          <div class="report">
            <pre tabIndex={0} lang={about === null ? undefined : "en"} {...ids}>
              {about === null ? common().reading : details}
            </pre>
            <div class="setting-more">
              <button
                type="button"
                class="button small"
                disabled={about === null}
                onClick={(event) => void copy(details, event.currentTarget)}
              >
                {news().copyDetails}
              </button>
              <button type="button" class="button small" onClick={() => show("data")}>
                {news().showData}
              </button>
              {about?.log != null && (
                <button type="button" class="button small" title={about.log} onClick={() => show("log")}>
                  {news().showLog}
                </button>
              )}
            </div>
          </div>
        )}
      </Setting>
      <Problem text={problem} />
    </>
  );
}
