/** A form that is closed without saving comes again as it was left. Not for secrets: those stay in their fields. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { common } from "../words/common";
import { useApp, useSelect } from "./context";

type Fields = Readonly<Record<string, string>>;

export interface KeptForm<T extends Fields> {
  readonly fields: T;
  readonly change: (fields: Partial<T>) => void;
  /** It was open before, and what stands there is from then. */
  readonly wasLeft: boolean;
  /** Back to what is saved. */
  readonly discard: () => void;
}

/** `saved` is what the fields begin with; it is looked at once. */
export function useKeptForm<T extends Fields>(form: string, saved: () => T): KeptForm<T> {
  const { store, commands } = useApp();
  const [name] = useState(form);
  const [first] = useState(saved);
  const [wasLeft, setWasLeft] = useState(name in store.now().forms);
  const kept = useSelect(({ forms }) => forms[name]);
  return {
    fields: { ...first, ...kept } as T,
    change(fields) {
      const next: T = { ...first, ...store.now().forms[name], ...fields };
      const isSaved = Object.entries(first).every(([field, value]) => next[field] === value);
      commands.keepForm(name, isSaved ? null : next);
      if (isSaved) setWasLeft(false);
    },
    wasLeft,
    discard() {
      commands.keepForm(name, null);
      setWasLeft(false);
    },
  };
}

/** Says that the form is as it was left, and has a way back. The keyboard goes to the form's first field from there. */
export function LeftUnsaved(props: Pick<KeptForm<Fields>, "wasLeft" | "discard">): JSX.Element | null {
  const { commands } = useApp();
  const { wasLeft, discard } = props;
  useEffect(() => {
    if (wasLeft) commands.say(common().leftUnsaved);
  }, []);
  if (!wasLeft) return null;
  return (
    <p class="left-unsaved">
      <span class="field-note">{common().leftUnsaved}</span>
      <button
        type="button"
        class="quiet"
        onClick={(event) => {
          const form = event.currentTarget.form;
          discard();
          form?.querySelector<HTMLElement>("input, textarea")?.focus();
        }}
      >
        {common().discard}
      </button>
    </p>
  );
}
