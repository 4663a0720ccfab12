/** Text in which nothing can hide: control, bidi and invisible characters are shown by name. */
import type { JSX } from "preact";
import { revealHidden } from "../text/visible";

export function VisibleText({ text }: { text: string }): JSX.Element {
  return (
    <bdi dir="ltr">
      {revealHidden(text).map((piece, at) =>
        piece.hidden ? (
          <span key={`${at}`} class="hidden-character" title="An invisible character">
            {piece.text}
          </span>
        ) : (
          piece.text
        ),
      )}
    </bdi>
  );
}
