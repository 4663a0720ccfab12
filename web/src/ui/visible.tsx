/** Text in which nothing can hide: control, bidi and invisible characters are shown by name. */
import { Component, type JSX } from "preact";
import { revealHidden } from "../text/visible";
import { common } from "../words/common";

interface Props {
  readonly text: string;
}

/** Looks for hidden characters only when the text is another: it may be a megabyte beside one that grows. */
export class VisibleText extends Component<Props> {
  override shouldComponentUpdate(next: Props): boolean {
    return next.text !== this.props.text;
  }

  render({ text }: Props): JSX.Element {
    return (
      <bdi dir="ltr">
        {revealHidden(text).map((piece, at) =>
          piece.hidden ? (
            <span key={`${at}`} class="hidden-character" title={common().invisible}>
              {piece.text}
            </span>
          ) : (
            piece.text
          ),
        )}
      </bdi>
    );
  }
}
