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
  switch (kind) {
    case "openai":
      return { label: "OpenAI", says: start().saysOpenAi };
    case "anthropic":
      return { label: "Anthropic", says: start().saysAnthropic };
    case "google":
      return { label: "Google", says: start().saysGoogle };
    case "ollama":
      return { label: "Ollama", says: start().saysOllama };
    case "llama":
      return { label: start().llamaServer, says: start().saysLlama };
    case "openai-compatible":
      return { label: start().compatible, says: start().saysCompatible };
  }
}

/** A provider's name for people: the vendor's own spelling where it is named after its kind. */
export function providerLabel(name: string, kind: ProviderKind): string {
  return name === kind && kind !== "builtin" ? wordsOfKind(kind).label : name;
}
