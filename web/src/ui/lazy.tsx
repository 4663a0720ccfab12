/** Parts of the page that are loaded when they are first wanted, so that the first paint does not wait for them. */
import type { ComponentType, JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { useApp } from "./context";

export interface Lazy<P> {
  (props: P): JSX.Element | null;
  /** Loads it already. */
  readonly load: () => Promise<unknown>;
}

export function lazy<P extends object>(load: () => Promise<ComponentType<P>>): Lazy<P> {
  let loaded: ComponentType<P> | null = null;
  const loading = async (): Promise<void> => {
    loaded ??= await load();
  };
  function Later(props: P): JSX.Element | null {
    const { commands } = useApp();
    const [, setReady] = useState(loaded !== null);
    useEffect(() => {
      if (loaded === null)
        loading().then(
          () => setReady(true),
          () => commands.closeDialog(), // without a server; that is said elsewhere
        );
    }, []);
    const Loaded = loaded;
    return Loaded === null ? null : <Loaded {...props} />;
  }
  return Object.assign(Later, { load: loading });
}
