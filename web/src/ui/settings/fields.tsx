/** Fields that forms of the settings share: what a program reads is written left to right and not corrected. */
import type { JSX } from "preact";
import { inOwnWords } from "../../domain/own-words";
import { setup } from "../../words/setup";

const TEXT = { type: "text" } as const;
const ADDRESS = { type: "url" } as const;

interface Props {
  readonly label: string;
  readonly value: string;
  readonly change: (value: string) => void;
  readonly isAddress?: boolean;
  readonly class?: string;
  readonly disabled?: boolean;
  readonly placeholder?: string;
  readonly note?: string;
}

export function CodeField({ label, note, value, change, isAddress, ...more }: Props): JSX.Element {
  return (
    <label class="field">
      <span>{label}</span>
      <input
        {...(isAddress ? ADDRESS : TEXT)}
        dir="ltr"
        spellcheck={false}
        autocomplete="off"
        value={value}
        onInput={(event) => change(event.currentTarget.value)}
        {...more}
      />
      {note && <span class="field-note">{note}</span>}
    </label>
  );
}

/** Where a key is kept. */
export function keyNote(keychain: { readonly available: boolean; readonly detail: string }): string {
  const detail = inOwnWords(keychain.detail);
  return keychain.available ? setup().inKeychain({ detail }) : setup().inMemory({ detail });
}
