/** What every answer in this chat is given to read from its folder, and which skills it may take. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { sizeText } from "../domain/attachment";
import { foldersOf, workspaceOf } from "../state/app";
import { asProblem } from "../wire/problem";
import type { Brought as Found } from "../wire/shapes";
import { prompting } from "../words/prompting";
import { useApp, useSelect } from "./context";
import { Icon } from "./icons";
import { VisibleText } from "./visible";
import "./styles/folders.css";

/** As the server cuts them. */
const MOST_BYTES = 32 * 1024;

export function Brought(): JSX.Element {
  const { commands } = useApp();
  const folder = useSelect(workspaceOf);
  const further = useSelect(foldersOf);
  const [found, setFound] = useState<Found | null>(null);
  const [problem, setProblem] = useState("");
  useEffect(() => {
    let mine = true;
    commands.brought(folder === null ? [] : [folder, ...further]).then(
      (now) => mine && setFound(now),
      (error) => mine && setProblem(asProblem(error).message),
    );
    return () => {
      mine = false;
    };
  }, [folder, further]);
  return (
    <section class="brought" aria-labelledby="brought-name">
      <h3 id="brought-name">{prompting().brought}</h3>
      {problem && <p class="error-text">{problem}</p>}
      {found === null ? (
        <p class="field-note" role="status">
          {problem ? "" : prompting().reading}
        </p>
      ) : (
        <What found={found} hasFolder={folder !== null} />
      )}
    </section>
  );
}

function What({ found, hasFolder }: { found: Found; hasFolder: boolean }): JSX.Element {
  const { files, skills } = found;
  const none = files.length + skills.length === 0;
  return (
    <>
      <p class="field-note">
        {none
          ? hasFolder
            ? prompting().broughtNone
            : prompting().noFolder
          : hasFolder
            ? `${prompting().broughtNote} ${prompting().nested}`
            : prompting().noFolder}
      </p>
      {!none && (
        <ul class="brought-list" aria-labelledby="brought-name">
          {files.map((file) => (
            <li key={file.path}>
              <Icon name="file" />
              <strong>
                <VisibleText text={file.path} />
              </strong>
              <span class="brought-what">
                {sizeText(file.bytes)}
                {file.cut && `, ${prompting().cut({ most: sizeText(MOST_BYTES) })}`}
              </span>
            </li>
          ))}
          {skills.map((skill) => (
            <li key={skill.name}>
              <Icon name="list" />
              <strong>
                <VisibleText text={skill.name} />
              </strong>
              <span class={skill.own ? "badge" : "badge warning"}>
                {skill.own ? prompting().own : prompting().ofFolder}
              </span>
              <span class="brought-what">
                <VisibleText text={skill.own ? skill.description : `${skill.place}: ${skill.description}`} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
