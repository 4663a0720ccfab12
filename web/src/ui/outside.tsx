/** Whose words a text holds that nobody vouches for. */
import type { JSX } from "preact";
import { Icon } from "./icons";
import { Sentence } from "./sentence";
import { VisibleText } from "./visible";

interface Props {
  readonly sources: readonly string[];
  readonly says: (place: string) => string;
}

export function Outside({ sources, says }: Props): JSX.Element {
  return (
    <p class="tool-note outside">
      <Icon name="globe" />
      <span>
        <Sentence says={says}>
          <VisibleText text={sources.join(", ")} />
        </Sentence>
      </span>
    </p>
  );
}
