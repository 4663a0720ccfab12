/**
 * One connection for all windows. A browser gives an origin six, and each EventSource keeps one: with a few windows
 * open nothing else would get through. The windows elect one by a Web Lock; it has the EventSource and hands every
 * event on over a BroadcastChannel as it came. To `Events` it is a source like any other, so each window has its own
 * cursor and watchdog and takes each fact once, also when the elected window closes and another follows it.
 *
 * It knows nothing of what the frames mean. Where a browser has no locks or no channel, each window is on its own.
 */
import type { Hello } from "../domain/frame";
import { Election } from "./election";
import type { Source } from "./events";
import { Recent } from "./recent";
import { type Message, Relay } from "./relay";
import { Follower, Own, TYPES } from "./sources";
import type { Channel, Windows } from "./windows";

const NAME = "runnel-events-1"; // the number is that of the messages in `relay.ts`
/** An elected window answers at once if it lives at all; after two silences its place is taken. */
const SILENT_MS = 2_000;
const SILENCES = 2;
/** It lives, but has no connection itself: ask again after this. */
const NO_CONNECTION_MS = 8_000;
const WAKE_PAUSE_MS = 1_000;

export class SharedStream {
  readonly #id: string;
  readonly #recent = new Recent();
  #role: "follower" | "elected" | "alone" = "follower";
  #election: Election | null = null;
  #channel: Channel | null = null;
  #left = false;
  #source: Follower | Own | null = null;
  #silences = 0;
  #relay: Relay | null = null; // while elected
  #terms = 0;
  #wokeLately = false;

  constructor(readonly windows: Windows) {
    this.#id = windows.newId();
  }

  /** Takes part in the election already: who is elected by then connects at once. */
  stand(): void {
    this.#enter();
  }

  /** A source of what comes after the cursor. There is one at a time: the one before it was closed. */
  open(cursor: string): Source {
    this.#enter();
    this.#recent.follow(cursor);
    this.#source = this.#role === "follower" ? this.#follow(cursor) : this.#connect(cursor);
    return this.#source;
  }

  /** This window noticed that the machine slept: the connection may be dead, whichever window has it. */
  woke(): void {
    if (this.#role === "follower") this.#say({ kind: "woke" });
  }

  /** This window ends, or may not call any more: another one is elected. */
  leave(): void {
    this.#left = true;
    this.#election?.leave();
    this.#channel?.close();
    this.#channel = null;
  }

  // --- the election ---------------------------------------------------------------------------------

  #enter(): void {
    if (this.#election !== null || this.#role === "alone") return;
    try {
      const locks = this.windows.locks();
      this.#channel = this.windows.channel(NAME, (message) => this.#hear(message as Message));
      this.#election = new Election(NAME, locks, {
        elected: () => this.#elected(),
        lost: () => this.#lost(),
      });
      this.#election.stand();
    } catch {
      this.#alone();
    }
  }

  #elected(): void {
    this.#role = "elected";
    this.#terms += 1;
    this.#relay = new Relay(`${this.#id}.${this.#terms}`, this.#recent, (message) => this.#say(message));
    this.#source?.hear("moved");
  }

  /** Another window took this one's place, or there are no locks after all. */
  #lost(): void {
    if (this.#relay === null) {
      this.#alone();
      return;
    }
    this.#role = "follower";
    this.#relay.end();
    this.#relay = null;
    this.#election?.stand();
    this.#source?.hear("moved");
  }

  #alone(): void {
    this.#role = "alone";
    this.#source?.hear("moved");
  }

  // --- while elected, or alone ----------------------------------------------------------------------

  #connect(cursor: string): Own {
    const real = this.windows.connect(cursor);
    const own = new Own(real, () => {
      if (this.#source === own) this.#relay?.disconnected();
    });
    for (const type of TYPES) {
      real.addEventListener(type, (event) => {
        const [data, id] = [event.data ?? "", event.lastEventId ?? ""]; // an error has neither
        if (own.closed || (type === "message" && !this.#recent.add({ data, id }))) return;
        if (type === "hello") this.#joined(data);
        this.#relay?.handOn(type, data, id);
        own.hear(type, data, id);
        if (type === "hello") this.#relay?.answerAll();
      });
    }
    return own;
  }

  /** A server that was started anew and knows the cursor: who comes with one of the new epoch is not behind. */
  #joined(data: string): void {
    const { epoch, reset } = JSON.parse(data) as Hello;
    if (!reset) this.#recent.joined(epoch);
  }

  #wake(): void {
    if (this.#wokeLately) return;
    this.#wokeLately = true;
    this.windows.setTimeout(() => {
      this.#wokeLately = false;
    }, WAKE_PAUSE_MS);
    this.#source?.hear("moved");
  }

  // --- while following ------------------------------------------------------------------------------

  #follow(cursor: string): Follower {
    const follower = new Follower(this.windows);
    this.#say({ kind: "ask", from: this.#id, after: cursor });
    follower.wait(SILENT_MS, () => {
      this.#silences += 1;
      if (this.#silences >= SILENCES) {
        this.#silences = 0;
        this.#election?.stand(true);
        follower.wait(SILENT_MS, () => this.#alone()); // locks that never answer are none
      } else follower.hear("error");
    });
    return follower;
  }

  #hear(message: Message): void {
    if (this.#left) return;
    if (this.#relay !== null) {
      if (message.kind === "ask") this.#relay.answer(message.from, message.after);
      if (message.kind === "woke") this.#wake();
      return;
    }
    const source = this.#source;
    if (this.#role !== "follower" || !(source instanceof Follower) || source.closed) return;
    switch (message.kind) {
      case "gone":
        if (message.term === source.term) source.hear("moved");
        return;
      case "elected":
        this.#silences = 0;
        source.hear("moved");
        return;
      case "wait":
        if (message.to !== this.#id) return;
        this.#silences = 0;
        source.wait(NO_CONNECTION_MS, () => source.hear("error"));
        return;
      case "answer":
        if (message.to === this.#id) this.#answered(source, message);
        return;
      case "event":
        this.#event(source, message);
        return;
    }
  }

  #answered(source: Follower, answer: Extract<Message, { kind: "answer" }>): void {
    if (source.term !== null) return;
    this.#silences = 0;
    source.begin(answer.term, answer.q);
    if (answer.frames === null) {
      const hello: unknown = JSON.parse(answer.hello);
      source.hear("hello", JSON.stringify({ ...(hello as object), reset: true })); // too far behind: fetch anew
      return;
    }
    source.hear("hello", answer.hello);
    for (const frame of answer.frames) this.#fact(source, frame.data, frame.id);
  }

  #event(source: Follower, event: Extract<Message, { kind: "event" }>): void {
    if (event.term !== source.term) return; // what comes before the answer is in the answer: messages keep their order
    if (event.q !== source.q + 1) {
      source.hear("moved"); // something was lost on the way here
      return;
    }
    source.q = event.q;
    if (event.type === "message") this.#fact(source, event.data, event.id);
    else source.hear(event.type, event.data, event.id);
  }

  #fact(source: Follower, data: string, id: string): void {
    if (this.#recent.add({ data, id })) source.hear("message", data, id);
  }

  #say(message: Message): void {
    this.#channel?.postMessage(message);
  }
}
