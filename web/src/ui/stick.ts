/**
 * Keeps a scrolling element at its end while the person is there, and lets go as soon as they look upward. The
 * `scroll` event alone cannot tell a person's scroll from growing content, so the direction decides.
 */

const NEAR_PX = 48;

export class Stick {
  #follows = true;
  #lastTop = 0;
  #lastHeight = 0;
  readonly #observer: ResizeObserver;

  constructor(
    readonly scroller: HTMLElement,
    content: HTMLElement,
    readonly onChange: (follows: boolean) => void,
  ) {
    this.#observer = new ResizeObserver(() => this.#settle());
    this.#observer.observe(content);
    this.#observer.observe(scroller);
    scroller.addEventListener("scroll", this.#onScroll, { passive: true });
    scroller.addEventListener("wheel", this.#onWheel, { passive: true });
  }

  get follows(): boolean {
    return this.#follows;
  }

  toEnd(): void {
    this.#set(true);
    this.#settle();
  }

  release(): void {
    this.#set(false);
  }

  dispose(): void {
    this.#observer.disconnect();
    this.scroller.removeEventListener("scroll", this.#onScroll);
    this.scroller.removeEventListener("wheel", this.#onWheel);
  }

  #settle(): void {
    const { scroller } = this;
    if (this.#follows) scroller.scrollTop = scroller.scrollHeight;
    this.#lastTop = scroller.scrollTop;
    this.#lastHeight = scroller.scrollHeight;
  }

  #onWheel = (event: WheelEvent): void => {
    if (event.deltaY < 0 && this.scroller.scrollHeight > this.scroller.clientHeight) this.#set(false);
  };

  #onScroll = (): void => {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    const fromEnd = scrollHeight - clientHeight - scrollTop;
    const shrank = scrollHeight < this.#lastHeight;
    if (scrollTop < this.#lastTop - 1 && !shrank && fromEnd > 2) this.#set(false);
    else if (fromEnd <= NEAR_PX && scrollTop >= this.#lastTop) this.#set(true);
    this.#lastTop = scrollTop;
    this.#lastHeight = scrollHeight;
  };

  #set(follows: boolean): void {
    if (follows === this.#follows) return;
    this.#follows = follows;
    this.onChange(follows);
  }
}
