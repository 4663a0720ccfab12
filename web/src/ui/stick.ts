/**
 * Whether the view follows the end: while a person is there, and no longer once they look upward. The `scroll` event
 * alone cannot tell a person's scroll from content that grows or shrinks, so direction and input decide.
 */

const NEAR_PX = 64;
const UPWARD = new Set(["ArrowUp", "PageUp", "Home"]);

export class Stick {
  #follows = true;
  #top = 0;
  #height = 0;
  #pressed = false;
  #touch: number | null = null;

  constructor(
    readonly scroller: HTMLElement,
    /** False where the end of what is in the page is not the end of the chat. */
    readonly isEnd: () => boolean,
    readonly onChange: (follows: boolean) => void,
  ) {
    for (const [name, listen] of this.#listeners())
      scroller.addEventListener(name, listen, { passive: true });
    document.addEventListener("selectionchange", this.#onSelection);
    window.addEventListener("pointerup", this.#onRelease);
  }

  get follows(): boolean {
    return this.#follows;
  }

  set(follows: boolean): void {
    if (follows === this.#follows) return;
    this.#follows = follows;
    this.onChange(follows);
  }

  /** The view was scrolled by the program, or what is in it changed: that is nobody's intent. */
  note(): void {
    this.#top = this.scroller.scrollTop;
    this.#height = this.scroller.scrollHeight;
  }

  /** A person scrolled, unless it was already noted. */
  scrolled(): void {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    const fromEnd = scrollHeight - clientHeight - scrollTop;
    const shrank = scrollHeight < this.#height;
    if (scrollTop < this.#top - 1 && !shrank && fromEnd > 2) this.set(false);
    else if (scrollTop > this.#top && fromEnd <= NEAR_PX && this.isEnd() && !this.#selects()) this.set(true);
    this.note();
  }

  dispose(): void {
    for (const [name, listen] of this.#listeners()) this.scroller.removeEventListener(name, listen);
    document.removeEventListener("selectionchange", this.#onSelection);
    window.removeEventListener("pointerup", this.#onRelease);
  }

  #listeners(): readonly (readonly [string, (event: Event) => void])[] {
    return [
      ["wheel", this.#onWheel],
      ["keydown", this.#onKey],
      ["pointerdown", this.#onPress],
      ["touchstart", this.#onTouch],
      ["touchmove", this.#onTouchMove],
    ];
  }

  #lookUp(): void {
    if (this.scroller.scrollHeight > this.scroller.clientHeight) this.set(false);
  }

  #onWheel = (event: Event): void => {
    if (event instanceof WheelEvent && event.deltaY < 0 && !event.ctrlKey) this.#lookUp();
  };

  #onKey = (event: Event): void => {
    if (!(event instanceof KeyboardEvent)) return;
    if (UPWARD.has(event.key) || (event.key === " " && event.shiftKey)) this.#lookUp();
  };

  #onTouch = (event: Event): void => {
    this.#touch = (event as TouchEvent).touches[0]?.clientY ?? null;
  };

  #onTouchMove = (event: Event): void => {
    const at = (event as TouchEvent).touches[0]?.clientY ?? null;
    if (at !== null && this.#touch !== null && at > this.#touch + 4) this.#lookUp();
  };

  #onPress = (): void => {
    this.#pressed = true;
  };

  #onRelease = (): void => {
    this.#pressed = false;
  };

  /** Somebody is selecting text: it must not move away under the pointer. */
  #onSelection = (): void => {
    if (this.#selects()) this.#lookUp();
  };

  #selects(): boolean {
    if (!this.#pressed) return false;
    const selection = document.getSelection();
    return (
      selection !== null &&
      !selection.isCollapsed &&
      this.scroller.contains(selection.anchorNode as Node | null)
    );
  }
}
