/** A sentence in which one of its values is an element. */
import { Fragment, type JSX } from "preact";

/** Stands in the sentence for the element; no text has it. */
const PLACE = "\u{f0000}";

export function Sentence(props: {
  /** The sentence with what it is given in the element's place. */
  says: (place: string) => string;
  children: JSX.Element;
}): JSX.Element {
  const [before, after] = props.says(PLACE).split(PLACE);
  return (
    <Fragment>
      {before}
      {props.children}
      {after}
    </Fragment>
  );
}
