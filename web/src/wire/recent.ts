/** The newest raw frames that a window has had, so that one which comes a little late need not fetch everything. */

const MOST_FRAMES = 4_000;
const MOST_CHARACTERS = 4_000_000;

export interface RawFrame {
  readonly data: string;
  /** The cursor behind it. */
  readonly id: string;
}

export class Recent {
  /** Of the cursors that may be asked for; the log may have had several while it was followed without a gap. */
  #epochs = new Set<string>();
  /** Everything after `#from` and up to `#to` is here. */
  #from = 0;
  #to = 0;
  #frames: RawFrame[] = [];
  #characters = 0;

  /** The next frames follow this cursor. What was kept stays, if it ends there. */
  follow(cursor: string): void {
    const { epoch, s } = parse(cursor);
    if (this.#epochs.has(epoch) && s === this.#to) return;
    this.#epochs = new Set([epoch]);
    this.#from = s;
    this.#to = s;
    this.#frames = [];
    this.#characters = 0;
  }

  /** The server goes on from here in this epoch: cursors of it mean the same frames. */
  joined(epoch: string): void {
    this.#epochs.add(epoch);
  }

  /** False for a frame that is not new. */
  add(frame: RawFrame): boolean {
    const { epoch, s } = parse(frame.id);
    if (s <= this.#to) return false;
    this.#epochs.add(epoch); // the server was started anew and goes on where the cursor was
    this.#frames.push(frame);
    this.#to = s;
    this.#characters += frame.data.length;
    while (this.#frames.length > MOST_FRAMES || this.#characters > MOST_CHARACTERS) {
      const oldest = this.#frames.shift();
      if (oldest === undefined) break;
      this.#characters -= oldest.data.length;
      this.#from = parse(oldest.id).s;
    }
    return true;
  }

  /** The frames behind a cursor, or null when not all of them are here. */
  after(cursor: string): readonly RawFrame[] | null {
    const { epoch, s } = parse(cursor);
    if (!this.#epochs.has(epoch) || s < this.#from) return null;
    return this.#frames.filter((frame) => parse(frame.id).s > s);
  }
}

function parse(cursor: string): { epoch: string; s: number } {
  const dot = cursor.lastIndexOf(".");
  return { epoch: cursor.slice(0, dot), s: Number(cursor.slice(dot + 1)) || 0 };
}
