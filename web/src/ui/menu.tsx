/** A button with a menu: arrows, Home, End and first letters move, Enter chooses, Esc and Tab close. */
import type { ComponentChildren, JSX, RefObject } from "preact";
import { useImperativeHandle, useRef, useState } from "preact/hooks";
import { Icon, type IconName } from "./icons";
import { isImeKey } from "./keys";
import { Popup } from "./popup";

export interface MenuItem {
  readonly says: string;
  readonly icon?: IconName;
  /** Shown beside it: its keys, or what it is now. */
  readonly hint?: string;
  readonly disabled?: boolean;
  readonly danger?: boolean;
  /** A line above it. */
  readonly apart?: boolean;
  /** `button` is the one that opened the menu, to say there what came of it. */
  readonly act: (button: HTMLElement) => void;
}

/** Opens a menu from elsewhere: by a key, or where the pointer is. */
export interface MenuHandle {
  readonly open: (at?: { readonly x: number; readonly y: number }) => void;
}

interface Props {
  /** What a screen reader hears, and the tip. */
  readonly label: string;
  readonly items: readonly MenuItem[];
  /** The button's looks. */
  readonly class?: string;
  readonly disabled?: boolean;
  readonly tabIndex?: number;
  readonly handle?: RefObject<MenuHandle | null>;
  /** It opens: what its items tell may be looked up again. */
  readonly opened?: () => void;
  readonly children: ComponentChildren;
}

export function MenuButton(props: Props): JSX.Element {
  const { label, items, class: look, disabled, tabIndex, handle, opened, children } = props;
  const [shown, setShown] = useState<"first" | "last" | null>(null);
  const [place, setPlace] = useState<{ readonly x: number; readonly y: number } | null>(null);
  const button = useRef<HTMLButtonElement>(null);
  const point = useRef<HTMLSpanElement>(null);
  const before = useRef<Element | null>(null);
  const close = (focus: boolean): void => {
    setShown(null);
    setPlace(null);
    const from = before.current;
    before.current = null;
    if (focus) (from instanceof HTMLElement && from.isConnected ? from : button.current)?.focus();
  };
  useImperativeHandle(
    handle ?? null,
    () => ({
      open(at) {
        before.current = document.activeElement === document.body ? null : document.activeElement;
        setPlace(at ?? null);
        setShown("first");
      },
    }),
    [],
  );
  return (
    <>
      <button
        ref={button}
        type="button"
        class={look ?? "icon-button small"}
        aria-haspopup="menu"
        aria-expanded={shown !== null}
        aria-label={label}
        title={shown === null ? label : undefined} // it would lie over what it opened
        disabled={disabled}
        tabIndex={tabIndex}
        onClick={() => {
          if (shown === null) opened?.();
          setShown(shown === null ? "first" : null);
        }}
        onKeyDown={(event) => {
          if (isImeKey(event) || (event.key !== "ArrowDown" && event.key !== "ArrowUp")) return;
          event.preventDefault();
          opened?.();
          setShown(event.key === "ArrowUp" ? "last" : "first");
        }}
      >
        {children}
      </button>
      {place !== null && (
        <span ref={point} class="menu-point" style={{ left: `${place.x}px`, top: `${place.y}px` }} />
      )}
      {shown !== null && (
        <Popup anchor={place === null ? button : point} close={close} label={label} role="menu" class="menu">
          <MenuItems items={items} begin={shown} close={close} button={button} />
        </Popup>
      )}
    </>
  );
}

interface ItemsProps {
  readonly items: readonly MenuItem[];
  readonly begin: "first" | "last";
  readonly close: (focus: boolean) => void;
  readonly button: RefObject<HTMLButtonElement | null>;
}

function MenuItems({ items, begin, close, button }: ItemsProps): JSX.Element {
  const buttons = useRef<(HTMLButtonElement | null)[]>([]);
  const possible = items.flatMap((item, at) => (item.disabled ? [] : [at]));
  const focus = (at: number | undefined): void => {
    if (at !== undefined) buttons.current[at]?.focus();
  };
  const first = begin === "last" ? possible[possible.length - 1] : possible[0];

  const onKeyDown = (event: KeyboardEvent): void => {
    if (isImeKey(event) || event.altKey || event.ctrlKey || event.metaKey) return;
    const now = possible.indexOf(buttons.current.indexOf(document.activeElement as HTMLButtonElement));
    const next = nextOf(event.key, now, possible, items);
    if (next !== undefined) {
      event.preventDefault();
      focus(next);
    } else if (event.key === "Tab") close(true);
  };

  return (
    <>
      {items.map((item, at) => (
        <div key={item.says} role="presentation" class={item.apart ? "menu-apart" : undefined}>
          <button
            ref={(element) => {
              buttons.current[at] = element;
            }}
            type="button"
            role="menuitem"
            tabIndex={-1}
            data-begin={at === first ? "" : undefined}
            class={item.danger ? "menu-item danger" : "menu-item"}
            aria-disabled={item.disabled}
            onKeyDown={onKeyDown}
            onClick={() => {
              if (item.disabled) return;
              close(true);
              if (button.current) item.act(button.current);
            }}
          >
            {item.icon ? <Icon name={item.icon} /> : <span class="icon" aria-hidden="true" />}
            <span class="menu-says">{item.says}</span>
            {item.hint && <span class="menu-hint">{item.hint}</span>}
          </button>
        </div>
      ))}
    </>
  );
}

/** Which item a key moves to, out of those that can be chosen; undefined for other keys. */
export function nextOf(
  key: string,
  now: number,
  possible: readonly number[],
  items: readonly Pick<MenuItem, "says">[],
): number | undefined {
  const count = possible.length;
  if (count === 0) return undefined;
  if (key === "ArrowDown") return possible[(now + 1) % count];
  if (key === "ArrowUp") return possible[(now <= 0 ? count : now) - 1];
  if (key === "Home") return possible[0];
  if (key === "End") return possible[count - 1];
  if (key.length !== 1 || key === " ") return undefined;
  const letter = key.toLocaleLowerCase();
  const after = [...possible.slice(now + 1), ...possible.slice(0, now + 1)];
  return after.find((at) => items[at]?.says.toLocaleLowerCase().startsWith(letter));
}
