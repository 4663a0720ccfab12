/** The release notes. They come with the page, so nobody is asked for them. */
import "./styles/settings.css";
import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import changes from "../../../CHANGELOG.md?raw";
import { type Notes, notesOf } from "../domain/release-notes";
import { renderMarkdown } from "../text/stream";
import { news } from "../words/news";
import { Dialog } from "./dialog";

const NOTES = notesOf(changes);

export function NewsDialog(): JSX.Element {
  return (
    <Dialog title={news().whatIsNew} wide>
      <p class="dialog-lead">{news().lead}</p>
      {NOTES.map((notes) => (
        <Version key={notes.title} notes={notes} />
      ))}
    </Dialog>
  );
}

function Version({ notes }: { notes: Notes }): JSX.Element {
  const text = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (text.current === null) return;
    renderMarkdown(text.current, notes.text);
    // What grows is laid out in runs; this does not, and a list of items alone is read best.
    for (const run of text.current.querySelectorAll(":is(ul, ol) .run")) run.replaceWith(...run.childNodes);
  }, []);
  return (
    <section class="news-version">
      <h3>{notes.title === "" ? news().unreleased : notes.title}</h3>
      <div class="prose" lang="en" ref={text} />
    </section>
  );
}
