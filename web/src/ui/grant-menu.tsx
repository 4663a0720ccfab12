/** Allows something also for later: what is offered, and for how long. Nothing else can be granted. */
import type { JSX } from "preact";
import type { Offer, Until } from "../domain/conversation";
import type { Granted } from "../state/deciding";
import { allowing } from "../words/allowing";
import { Icon } from "./icons";
import { MenuButton, type MenuItem } from "./menu";

interface Props {
  readonly offers: readonly Offer[];
  readonly disabled: boolean;
  readonly chosen: boolean;
  readonly grant: (granted: Granted) => void;
}

export function GrantMenu({ offers, disabled, chosen, grant }: Props): JSX.Element | null {
  if (offers.length === 0) return null;
  const items = offers.flatMap((offer) =>
    offer.until.map(
      (until, at): MenuItem => ({
        says: allowing().until[until],
        icon: ICONS[until],
        ...(at === 0 ? { heading: offer.says } : {}),
        about: offer.says,
        act: () => grant({ offer, until }),
      }),
    ),
  );
  return (
    <MenuButton
      class={chosen ? "button always chosen" : "button always"}
      label={allowing().always}
      menuLabel={allowing().alwaysWhat}
      foot={allowing().alwaysNote}
      disabled={disabled}
      items={items}
    >
      {allowing().always} <Icon name="chevron" />
    </MenuButton>
  );
}

const ICONS: Readonly<Record<Until, "answer" | "message" | "clock" | "check">> = {
  run: "answer",
  chat: "message",
  day: "clock",
  always: "check",
};
