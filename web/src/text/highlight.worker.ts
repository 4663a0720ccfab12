/** Colours code beside the page: WebKit's regular expressions take 100 ms for 80 KB. */
import { type Run, runsOf } from "./languages";

export interface Asked {
  readonly id: number;
  readonly source: string;
  readonly language: string;
}

export interface Coloured {
  readonly id: number;
  readonly runs: readonly Run[] | null;
}

// The types here are the page's; a worker's own `postMessage` takes the message alone.
const here = globalThis as unknown as {
  onmessage: (event: MessageEvent<Asked>) => void;
  postMessage(message: Coloured): void;
};

here.onmessage = ({ data: { id, source, language } }) => {
  here.postMessage({ id, runs: runsOf(source, language) });
};
