/** Parts of the page that are loaded when they are first wanted, so that the first paint does not wait for them. */
import type { ComponentType, JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { useApp } from "./context";

/** Before the next try, when there was no answer. */
const AGAIN_MS = 2_000;

const parts: (() => Promise<unknown>)[] = [];

/** Loads all of them already, after the first paint; what fails is tried again when it is wanted. */
export function loadParts(): void {
  for (const load of parts) load().catch(() => {});
}

export function lazy<P extends object>(
  load: () => Promise<ComponentType<P>>,
): (props: P) => JSX.Element | null {
  let loaded: ComponentType<P> | null = null;
  const loading = async (): Promise<void> => {
    loaded ??= await load();
  };
  function Later(props: P): JSX.Element | null {
    const { commands } = useApp();
    const [, setReady] = useState(loaded !== null);
    useEffect(() => {
      let isGone = false;
      let timer: ReturnType<typeof setTimeout> | undefined;
      // Also where it came between drawing nothing and this.
      const get = (): Promise<void> =>
        loading().then(
          () => setReady(true),
          () => {
            if (timer === undefined) commands.closeDialog(); // without a server; that is said elsewhere
            if (!isGone) timer = setTimeout(get, AGAIN_MS);
          },
        );
      void get();
      return () => {
        isGone = true;
        clearTimeout(timer);
      };
    }, []);
    const Loaded = loaded;
    return Loaded === null ? null : <Loaded {...props} />;
  }
  parts.push(loading);
  return Later;
}
