/** The kinds of providers as a person knows them. */
import type { ProviderKind } from "../wire/shapes";
import { start } from "../words/start";

export interface Kind {
  readonly kind: Named;
  readonly name: string;
  /** What stands in the address field; null where the address is the vendor's own. */
  readonly address: string | null;
  readonly key: "needed" | "optional" | "none";
}

export const KINDS: readonly Kind[] = [
  {
    kind: "openai",
    name: "openai",
    address: null,
    key: "needed",
  },
  {
    kind: "anthropic",
    name: "anthropic",
    address: null,
    key: "needed",
  },
  {
    kind: "google",
    name: "google",
    address: null,
    key: "needed",
  },
  {
    kind: "ollama",
    name: "ollama",
    address: "http://127.0.0.1:11434",
    key: "none",
  },
  {
    kind: "llama",
    name: "llama",
    address: "http://127.0.0.1:8080",
    key: "optional",
  },
  {
    kind: "openai-compatible",
    name: "custom",
    address: "http://127.0.0.1:1234/v1",
    key: "optional",
  },
];

type Named = Exclude<ProviderKind, "builtin">;

/** What a kind is called, and what it is. */
export function wordsOfKind(kind: Named): { readonly label: string; readonly says: string } {
  const words = start();
  switch (kind) {
    case "openai":
      return { label: "OpenAI", says: words.saysOpenAi };
    case "anthropic":
      return { label: "Anthropic", says: words.saysAnthropic };
    case "google":
      return { label: "Google", says: words.saysGoogle };
    case "ollama":
      return { label: "Ollama", says: words.saysOllama };
    case "llama":
      return { label: words.llamaServer, says: words.saysLlama };
    case "openai-compatible":
      return { label: words.compatible, says: words.saysCompatible };
  }
}

/** A provider's name for people: the vendor's own spelling where it is named after its kind. */
export function providerLabel(name: string, kind: ProviderKind): string {
  return name === kind && kind !== "builtin" ? wordsOfKind(kind).label : name;
}
